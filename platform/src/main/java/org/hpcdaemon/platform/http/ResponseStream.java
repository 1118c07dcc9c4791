package org.hpcdaemon.platform.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Server-sent events on a response: one piece at a time, so that a listener that does not read holds no more than one. */
final class ResponseStream implements EventStream {
    /** What the network's buffers do not take for so long, nobody reads; the listener comes back where it was. */
    private static final Duration READ_WITHIN = Duration.ofSeconds(10);

    private final Response response;
    private boolean begun;
    private boolean broken;

    ResponseStream(Response response) {
        this.response = response;
    }

    @Override
    public boolean write(String text) throws InterruptedException {
        begin();
        CompletableFuture<Void> written = new CompletableFuture<>();
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        response.write(false, bytes, Callback.from(() -> written.complete(null), written::completeExceptionally));
        try {
            written.get(READ_WITHIN.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException | ExecutionException _) {
            broken = true;
            return false;
        }
    }

    private void begin() {
        if (!begun) {
            begun = true;
            HttpFields.Mutable headers = response.getHeaders();
            headers.put(HttpHeader.CONTENT_TYPE, "text/event-stream");
            headers.put("X-Accel-Buffering", "no"); // nginx would hold the events back.
        }
    }

    /** Ends the answer; cuts the connection of a listener that did not read. */
    void end(Callback callback) {
        begin();
        if (broken) {
            callback.failed(new TimeoutException("the listener has gone, or does not read"));
        } else {
            response.write(true, ByteBuffer.allocate(0), callback);
        }
    }
}
