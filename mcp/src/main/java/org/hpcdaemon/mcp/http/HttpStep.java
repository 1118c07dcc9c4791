package org.hpcdaemon.mcp.http;

import java.util.Map;
import org.hpcdaemon.mcp.Era;
import org.hpcdaemon.mcp.message.Incoming;
import org.hpcdaemon.mcp.message.Reply;

/** How to go on with what came. */
public sealed interface HttpStep {
    /** The whole answer. */
    record Answer(int status, Map<String, String> headers, String body) implements HttpStep {
        static Answer empty(int status) {
            return new Answer(status, Map.of(), "");
        }

        static Answer of(Reply reply) {
            return new Answer(reply.httpStatus(), Map.of("Content-Type", "application/json"), reply.text());
        }
    }

    /** A request to answer with {@link McpEndpoint#run}. */
    record Work(Incoming.Request request, Era era) implements HttpStep {}
}
