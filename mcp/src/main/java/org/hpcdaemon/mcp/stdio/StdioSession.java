package org.hpcdaemon.mcp.stdio;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.hpcdaemon.mcp.Cancellation;
import org.hpcdaemon.mcp.Exchange;
import org.hpcdaemon.mcp.McpServer;
import org.hpcdaemon.mcp.message.Incoming;
import org.hpcdaemon.mcp.message.McpError;
import org.hpcdaemon.mcp.message.MessageId;
import org.hpcdaemon.mcp.message.Reply;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.rpc.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * One process's conversation: a message for each line, both eras in any order. It keeps what is in flight, so that it
 * can be cancelled; nothing else.
 */
public final class StdioSession {
    /** Requests of one client that are not answered yet: as many as an agent may have with a daemon. */
    static final int MAX_IN_FLIGHT = Limits.REQUESTS_IN_FLIGHT;

    private final McpServer server;
    private final Consumer<String> lines;
    private final Map<MessageId, Cancellation> inFlight = new ConcurrentHashMap<>();

    /**
     * A conversation that begins.
     *
     * @param lines writes one line and its end, whole, from whichever thread calls it
     */
    public StdioSession(McpServer server, Consumer<String> lines) {
        this.server = server;
        this.lines = lines;
    }

    /**
     * Takes the next line; one thread at a time.
     *
     * @return work that may wait, to run on any other thread: it answers by itself
     */
    public Optional<Runnable> accept(byte[] line) {
        if (isBlank(line)) {
            return Optional.empty();
        }
        return switch (Incoming.read(line)) {
            case Incoming.Request request -> begin(request);
            case Incoming.Notification(String method, ObjectNode params) -> {
                if (method.equals("notifications/cancelled")) {
                    MessageId.of(params.path("requestId")).ifPresent(this::cancel);
                }
                yield Optional.empty();
            }
            // No request of ours waits for it.
            case Incoming.Response r -> Optional.empty();
            case Incoming.Invalid invalid -> {
                lines.accept(invalid.reply().text());
                yield Optional.empty();
            }
        };
    }

    /** Some end a line with more than a line feed. */
    private static boolean isBlank(byte[] line) {
        for (byte b : line) {
            if (b != ' ' && b != '\t' && b != '\r') {
                return false;
            }
        }
        return true;
    }

    /** The client has gone: everything that still waits may stop. */
    public void end() {
        inFlight.keySet().forEach(this::cancel);
    }

    private Optional<Runnable> begin(Incoming.Request request) {
        if (inFlight.size() >= MAX_IN_FLIGHT) {
            return refused(request, McpError.busy(MAX_IN_FLIGHT));
        }
        Cancellation cancellation = new Cancellation();
        if (inFlight.putIfAbsent(request.id(), cancellation) != null) {
            return refused(request, McpError.invalidRequest("a request with this id is under way"));
        }
        return Optional.of(() -> answer(request, cancellation));
    }

    private void answer(Incoming.Request request, Cancellation cancellation) {
        Reply reply = server.answer(request, new LineExchange(lines, cancellation));
        // The first to remove it decides: a cancelled request gets no reply.
        if (inFlight.remove(request.id(), cancellation)) {
            lines.accept(reply.text());
        }
    }

    private Optional<Runnable> refused(Incoming.Request request, McpError error) {
        lines.accept(Reply.error(Optional.of(request.id()), error).text());
        return Optional.empty();
    }

    /** Of what has ended, or never was, nothing: some clients cancel each call after its result. */
    private void cancel(MessageId id) {
        Optional.ofNullable(inFlight.remove(id)).ifPresent(Cancellation::cancel);
    }

    private record LineExchange(Consumer<String> lines, Cancellation cancellation) implements Exchange {
        @Override
        public void send(ObjectNode notification) {
            if (!cancellation.isCancelled()) {
                lines.accept(Json.write(notification));
            }
        }
    }
}
