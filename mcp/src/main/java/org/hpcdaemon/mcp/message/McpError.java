package org.hpcdaemon.mcp.message;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * An error of the protocol, with the status that HTTP gives it. -32000 to -32019 are an implementation's own, -32020 to
 * -32099 the specification's (basic/index, "Error Codes").
 *
 * @param message for the author of the client: it names the field and says what belongs there
 */
public record McpError(int code, String message, @Nullable JsonNode data, int httpStatus) {
    public static final int PARSE_ERROR = -32700;
    public static final int INVALID_REQUEST = -32600;
    public static final int METHOD_NOT_FOUND = -32601;
    public static final int INVALID_PARAMS = -32602;
    public static final int INTERNAL = -32603;
    public static final int BUSY = -32000;
    public static final int HEADER_MISMATCH = -32020;
    public static final int MISSING_CAPABILITY = -32021;
    public static final int UNSUPPORTED_VERSION = -32022;

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** Of a client's text in a message: enough to recognize it, not a second copy of it. */
    private static final int QUOTED_CHARS = 64;

    public static McpError parse(String message) {
        return new McpError(PARSE_ERROR, message, null, 400);
    }

    public static McpError invalidRequest(String message) {
        return new McpError(INVALID_REQUEST, message, null, 400);
    }

    public static McpError tooLarge(int limit) {
        return new McpError(INVALID_REQUEST, "message over " + limit + " bytes: send less at a time", null, 413);
    }

    public static McpError methodNotFound(String method) {
        return new McpError(METHOD_NOT_FOUND, "no method " + quoted(method), null, 404);
    }

    /** Parameters that the method refuses. */
    public static McpError invalidParams(String message) {
        return new McpError(INVALID_PARAMS, message, null, 200);
    }

    /** A request that lacks what each request of the revision must have. */
    public static McpError malformed(String message) {
        return new McpError(INVALID_PARAMS, message, null, 400);
    }

    /** Says nothing of the failure: the log does. */
    public static McpError internal() {
        return new McpError(INTERNAL, "internal error: the server's log has more", null, 200);
    }

    public static McpError busy(int limit) {
        return new McpError(BUSY, limit + " requests are under way: wait until one has ended", null, 200);
    }

    public static McpError headerMismatch(String message) {
        return new McpError(HEADER_MISMATCH, "header mismatch: " + message, null, 400);
    }

    /**
     * The client cannot do what the answer would need.
     *
     * @param required a ClientCapabilities object of what it would have to declare
     */
    public static McpError missingCapability(ObjectNode required) {
        ObjectNode data = JSON.objectNode();
        data.set("requiredCapabilities", required);
        return new McpError(
                MISSING_CAPABILITY, "the client did not declare a capability that this request needs", data, 400);
    }

    public static McpError unsupportedVersion(List<String> supported, String requested) {
        ObjectNode data = JSON.objectNode();
        supported.forEach(data.putArray("supported")::add);
        data.put("requested", shortened(requested));
        return new McpError(UNSUPPORTED_VERSION, "unsupported protocol version " + quoted(requested), data, 400);
    }

    /** A client's text within a message: bounded. */
    public static String quoted(String text) {
        return "\"" + shortened(text) + "\"";
    }

    private static String shortened(String text) {
        return text.length() <= QUOTED_CHARS ? text : text.substring(0, QUOTED_CHARS) + "…";
    }

    /** The {@code error} of a response. */
    public ObjectNode toJson() {
        ObjectNode error = JSON.objectNode().put("code", code).put("message", message);
        if (data != null) {
            error.set("data", data);
        }
        return error;
    }
}
