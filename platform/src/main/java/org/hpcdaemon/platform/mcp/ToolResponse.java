package org.hpcdaemon.platform.mcp;

import java.util.Map;
import org.hpcdaemon.mcp.Cancellation;
import org.hpcdaemon.mcp.http.HttpStream;
import org.hpcdaemon.platform.http.route.AnswerStream;

/** The answer to a request of MCP. To close it is how a client gives the request up. */
final class ToolResponse implements HttpStream {
    private final AnswerStream out;
    private final Cancellation cancellation;
    private volatile boolean begun;

    ToolResponse(AnswerStream out, Cancellation cancellation) {
        this.out = out;
        this.cancellation = cancellation;
    }

    boolean hasBegun() {
        return begun;
    }

    @Override
    public void begin(int status, Map<String, String> headers) {
        if (cancellation.isCancelled()) {
            return;
        }
        begun = true;
        out.begin(status, headers);
    }

    @Override
    public void write(String text) {
        if (cancellation.isCancelled()) {
            return;
        }
        try {
            if (!out.write(text)) {
                cancellation.cancel();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            cancellation.cancel();
        }
    }

    /** Its route ends it. */
    @Override
    public void end() {}
}
