package org.hpcdaemon.platform.http.route;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** An answer that is written piece by piece. One thread at a time uses it. */
public interface AnswerStream {
    /** Of server-sent events (HTML standard, 9.2). */
    Map<String, String> EVENTS = Map.of(
            "Content-Type", "text/event-stream",
            "X-Accel-Buffering", "no"); // nginx would hold the events back.

    /** Once, before the first piece; what is to be refused is refused before. */
    void begin(int status, Map<String, String> headers);

    /** Writes a piece and waits until the connection has taken it. False if the client has gone, or does not read. */
    default boolean write(String text) throws InterruptedException {
        return write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** The same with bytes as they are. */
    boolean write(ByteBuffer bytes) throws InterruptedException;

    /** Cuts the connection at the end, so that the client learns that the answer is not whole. */
    void fail(String why);
}
