package org.hpcdaemon.mcp.http;

import java.util.Map;
import java.util.Optional;
import org.hpcdaemon.mcp.RequestMeta;
import org.hpcdaemon.mcp.message.Incoming;
import org.hpcdaemon.mcp.message.McpError;
import org.hpcdaemon.mcp.message.McpException;
import tools.jackson.databind.JsonNode;

/**
 * Headers repeat fields of the body for those who route by them; where the two differ, whoever looked at one was
 * deceived (2026-07-28, basic/transports/streamable-http, "Server Validation"). Throws {@link McpException}. Pure.
 */
final class HeaderRules {
    static final String PROTOCOL_VERSION = "MCP-Protocol-Version";
    private static final String METHOD = "Mcp-Method";
    private static final String NAME = "Mcp-Name";

    /** The parameter that {@link #NAME} repeats. */
    private static final Map<String, String> NAMED_BY = Map.of(
            "tools/call", "name",
            "prompts/get", "name",
            "resources/read", "uri",
            "tasks/get", "taskId",
            "tasks/update", "taskId",
            "tasks/cancel", "taskId");

    private HeaderRules() {}

    static void checkRevision(HttpHead head, RequestMeta meta) {
        require(PROTOCOL_VERSION, head.header(PROTOCOL_VERSION), meta.revision().orElse(""));
    }

    static void check(HttpHead head, Incoming.Request request) {
        require(METHOD, head.header(METHOD), request.method());
        JsonNode name = request.params().path(NAMED_BY.getOrDefault(request.method(), ""));
        // Without the parameter the request fails for that.
        if (name.isString()) {
            Optional<String> header = head.header(NAME);
            Optional<String> decoded = header.flatMap(HeaderValue::decode);
            if (header.isPresent() && decoded.isEmpty()) {
                throw mismatch(NAME + " has characters that are not allowed, or is not base64");
            }
            require(NAME, decoded, name.stringValue());
        }
    }

    private static void require(String header, Optional<String> value, String body) {
        if (value.isEmpty()) {
            throw mismatch(header + " is missing");
        }
        if (!value.get().equals(body)) {
            throw mismatch(
                    header + " is " + McpError.quoted(value.get()) + ", but the body says " + McpError.quoted(body));
        }
    }

    private static McpException mismatch(String message) {
        return new McpException(McpError.headerMismatch(message));
    }
}
