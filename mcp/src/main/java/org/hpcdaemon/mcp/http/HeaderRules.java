package org.hpcdaemon.mcp.http;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import org.hpcdaemon.mcp.RequestMeta;
import org.hpcdaemon.mcp.message.Incoming;
import org.hpcdaemon.mcp.message.McpError;
import org.hpcdaemon.mcp.message.McpException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.JsonNodeException;

/**
 * Headers repeat fields of the body for proxies that route by them. Where they differ, proxy and server would act on different
 * requests (2026-07-28, basic/transports/streamable-http, "Server Validation"). Throws {@link McpException}. Pure.
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

    /** Longer than any number of 64 bits. */
    private static final int NUMBER_CHARS = 32;

    private HeaderRules() {}

    static void checkRevision(HttpHead head, RequestMeta meta) {
        require(PROTOCOL_VERSION, head.header(PROTOCOL_VERSION), meta.revision().orElse(""));
    }

    /**
     * The headers of each request.
     *
     * @param mirrored of {@link org.hpcdaemon.mcp.McpServer#mirrored}
     */
    static void check(HttpHead head, Incoming.Request request, Map<String, JsonNode> mirrored) {
        require(METHOD, head.header(METHOD), request.method());
        JsonNode name = request.params().path(NAMED_BY.getOrDefault(request.method(), ""));
        // Without the parameter the request fails for that.
        if (name.isString()) {
            require(NAME, decoded(head, NAME), name.stringValue());
        }
        mirrored.forEach((header, value) -> checkMirrored(header, decoded(head, header), value));
    }

    private static void checkMirrored(String header, Optional<String> value, JsonNode body) {
        if (body.isMissingNode() || body.isNull()) {
            if (value.isPresent()) {
                throw mismatch(header + " is sent, but the body has no such value");
            }
        } else if (!(body.isNumber() && value.filter(text -> same(text, body)).isPresent())) {
            require(header, value, body.isString() ? body.stringValue() : body.toString());
        }
    }

    /** 42 and 42.0 are the same number. */
    private static boolean same(String text, JsonNode number) {
        try {
            return text.length() <= NUMBER_CHARS && new BigDecimal(text).compareTo(number.decimalValue()) == 0;
        } catch (NumberFormatException | JsonNodeException e) {
            return false;
        }
    }

    private static Optional<String> decoded(HttpHead head, String name) {
        Optional<String> header = head.header(name);
        Optional<String> text = header.flatMap(HeaderValue::decode);
        if (header.isPresent() && text.isEmpty()) {
            throw mismatch(name + " has characters that are not allowed, or is not base64");
        }
        return text;
    }

    private static void require(String header, Optional<String> value, String body) {
        if (value.isEmpty()) {
            throw mismatch(header + " is missing");
        }
        if (!value.get().equals(body)) {
            throw mismatch(
                    header + " is " + McpError.quoted(value.get()) + ", but the body has " + McpError.quoted(body));
        }
    }

    private static McpException mismatch(String message) {
        return new McpException(McpError.headerMismatch(message));
    }
}
