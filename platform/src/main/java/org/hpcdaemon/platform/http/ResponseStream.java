package org.hpcdaemon.platform.http;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.hpcdaemon.platform.http.route.AnswerStream;
import org.jspecify.annotations.Nullable;

/** A response: one piece at a time, so that a client that does not read holds no more than one. */
final class ResponseStream implements AnswerStream {
    /** A client whose buffers stay full for this long is gone; a listener resumes where it was. */
    private static final Duration READ_WITHIN = Duration.ofSeconds(10);

    private final Response response;
    private @Nullable String broken;

    ResponseStream(Response response) {
        this.response = response;
    }

    @Override
    public void begin(int status, Map<String, String> headers) {
        response.setStatus(status);
        headers.forEach(response.getHeaders()::put);
    }

    @Override
    public boolean write(ByteBuffer bytes) throws InterruptedException {
        CompletableFuture<Void> written = new CompletableFuture<>();
        response.write(false, bytes, Callback.from(() -> written.complete(null), written::completeExceptionally));
        try {
            written.get(READ_WITHIN.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException | ExecutionException _) {
            fail("the client has gone, or does not read");
            return false;
        }
    }

    @Override
    public void fail(String why) {
        broken = why;
    }

    /** Ends the answer; cuts the connection if it is not whole. */
    void end(Callback callback) {
        if (broken != null) {
            callback.failed(new TimeoutException(broken));
        } else {
            response.write(true, ByteBuffer.allocate(0), callback);
        }
    }
}
