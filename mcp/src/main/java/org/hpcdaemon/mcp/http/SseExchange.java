package org.hpcdaemon.mcp.http;

import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.hpcdaemon.mcp.Cancellation;
import org.hpcdaemon.mcp.Exchange;
import org.hpcdaemon.mcp.message.Reply;
import org.hpcdaemon.protocol.rpc.Json;
import tools.jackson.databind.node.ObjectNode;

/** One response: plain JSON, unless a notification comes before the reply; that opens a stream of events. */
final class SseExchange implements Exchange {
    private static final Map<String, String> EVENTS = Map.of(
            "Content-Type", "text/event-stream",
            "Cache-Control", "no-store",
            // A proxy that collects events (nginx does) would hold progress back until the end.
            "X-Accel-Buffering", "no");

    /** Keeps events apart from each other: a tool may tell its progress from any thread. */
    private final ReentrantLock writing = new ReentrantLock();

    private final HttpStream stream;
    private final Cancellation cancellation;
    private boolean streams;
    private boolean ended;

    SseExchange(HttpStream stream, Cancellation cancellation) {
        this.stream = stream;
        this.cancellation = cancellation;
    }

    @Override
    public Cancellation cancellation() {
        return cancellation;
    }

    @Override
    public void send(ObjectNode notification) {
        writing.lock();
        try {
            if (ended || cancellation.isCancelled()) {
                return;
            }
            if (!streams) {
                streams = true;
                stream.begin(200, EVENTS);
            }
            event(Json.write(notification));
        } finally {
            writing.unlock();
        }
    }

    void end(Reply reply) {
        writing.lock();
        try {
            ended = true;
            if (cancellation.isCancelled()) {
                return;
            }
            if (streams) {
                event(reply.text());
            } else {
                HttpStep.Answer answer = HttpStep.Answer.of(reply);
                stream.begin(answer.status(), answer.headers());
                stream.write(answer.body());
            }
        } finally {
            writing.unlock();
            stream.end();
        }
    }

    /** JSON on one line: JSON escapes line ends. */
    private void event(String json) {
        stream.write("event: message\ndata: " + json + "\n\n");
    }
}
