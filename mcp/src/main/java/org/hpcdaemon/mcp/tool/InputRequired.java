package org.hpcdaemon.mcp.tool;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.hpcdaemon.mcp.Call;
import org.hpcdaemon.mcp.message.McpError;
import org.hpcdaemon.mcp.message.McpException;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The client must do something first, then send the same request again with what came of it (2026-07-28,
 * basic/patterns/mrtr).
 *
 * @param requests each with {@code method} and {@code params}; only methods that the client declared
 * @param state comes back untouched if the client is honest: sign it where that matters
 */
public record InputRequired(Map<String, ObjectNode> requests, Optional<String> state) implements ToolAnswer {
    public InputRequired {
        if (requests.isEmpty() && state.isEmpty()) {
            throw new IllegalArgumentException("it requires neither input nor to be asked again");
        }
        requests = new LinkedHashMap<>(requests);
    }

    @Override
    public Map<String, ObjectNode> requests() {
        return new LinkedHashMap<>(requests);
    }

    /** The result, for any method that allows it. */
    public ObjectNode toJson(Call call) {
        ObjectNode missing = JsonNodeFactory.instance.objectNode();
        requests.values().stream()
                .map(request -> capability(request.path("method").asString("")))
                .filter(capability -> !call.supports(capability))
                .forEach(missing::putObject);
        if (!missing.isEmpty()) {
            throw new McpException(McpError.missingCapability(missing));
        }
        ObjectNode result = JsonNodeFactory.instance.objectNode().put("resultType", "input_required");
        if (!requests.isEmpty()) {
            ObjectNode all = result.putObject("inputRequests");
            requests.forEach((key, request) -> all.set(key, request.deepCopy()));
        }
        state.ifPresent(opaque -> result.put("requestState", opaque));
        return result;
    }

    /** {@code elicitation/create} is the capability {@code elicitation}. */
    private static String capability(String method) {
        return method.substring(0, Math.max(0, method.indexOf('/')));
    }
}
