package org.hpcdaemon.mcp.message;

import java.util.Optional;
import org.hpcdaemon.protocol.rpc.Json;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The one response to a request.
 *
 * @param httpStatus what HTTP says of it, unless a stream has begun
 */
public record Reply(ObjectNode message, int httpStatus) {
    public static Reply result(MessageId id, ObjectNode result) {
        ObjectNode message = envelope();
        message.set("id", id.json());
        message.set("result", result);
        return new Reply(message, 200);
    }

    /** Without an id where none could be read: MCP allows no null there. */
    public static Reply error(Optional<MessageId> id, McpError error) {
        ObjectNode message = envelope();
        id.ifPresent(known -> message.set("id", known.json()));
        message.set("error", error.toJson());
        return new Reply(message, error.httpStatus());
    }

    /** A notification to the client. */
    public static ObjectNode notification(String method, ObjectNode params) {
        ObjectNode message = envelope().put("method", method);
        message.set("params", params);
        return message;
    }

    private static ObjectNode envelope() {
        return JsonNodeFactory.instance.objectNode().put("jsonrpc", "2.0");
    }

    /** One line. */
    public String text() {
        return Json.write(message);
    }
}
