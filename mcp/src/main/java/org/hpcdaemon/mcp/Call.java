package org.hpcdaemon.mcp;

import java.util.OptionalDouble;
import org.hpcdaemon.mcp.message.McpError;
import org.hpcdaemon.mcp.message.McpException;
import org.hpcdaemon.mcp.message.MessageId;
import org.hpcdaemon.mcp.message.Reply;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** One request on its way through the server, as its handler sees it. */
public record Call(MessageId id, Era era, ObjectNode params, RequestMeta meta, Exchange exchange) {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** Whether the client declared that capability of its own, as {@code elicitation}. */
    public boolean supports(String capability) {
        return meta.clientCapabilities().path(capability).isObject();
    }

    /** Whether the client declared that extension. */
    public boolean supportsExtension(String extension) {
        return meta.clientCapabilities().path("extensions").path(extension).isObject();
    }

    public void requireExtension(String extension) {
        if (!supportsExtension(extension)) {
            ObjectNode required = JSON.objectNode();
            required.putObject("extensions").putObject(extension);
            throw new McpException(McpError.missingCapability(required));
        }
    }

    /** A parameter that the method needs. */
    public String requireString(String field) {
        return params.path(field)
                .stringValueOpt()
                .orElseThrow(() -> McpException.invalidParams("field \"" + field + "\" must be a string"));
    }

    /** A parameter that is an object if it is there; else an empty one. */
    public ObjectNode object(String field) {
        JsonNode value = params.path(field);
        if (value instanceof ObjectNode object) {
            return object;
        }
        if (value.isMissingNode() || value.isNull()) {
            return JSON.objectNode();
        }
        throw McpException.invalidParams("field \"" + field + "\" must be an object");
    }

    /** Tells a client that asked for it how far the work is. {@code done} must grow from one time to the next. */
    public void progress(double done, OptionalDouble total, String message) {
        meta.progressToken().ifPresent(token -> {
            ObjectNode params = JSON.objectNode();
            params.set("progressToken", token);
            params.put("progress", done);
            total.ifPresent(all -> params.put("total", all));
            params.put("message", message);
            notify("notifications/progress", params);
        });
    }

    public void notify(String method, ObjectNode params) {
        exchange.send(Reply.notification(method, params));
    }
}
