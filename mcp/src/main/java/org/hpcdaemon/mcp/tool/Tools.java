package org.hpcdaemon.mcp.tool;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hpcdaemon.mcp.Call;
import org.hpcdaemon.mcp.Era;
import org.hpcdaemon.mcp.Handler;
import org.hpcdaemon.mcp.ServerFeature;
import org.hpcdaemon.mcp.message.McpError;
import org.hpcdaemon.mcp.message.McpException;
import org.hpcdaemon.protocol.error.HpcException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The methods {@code tools/list} and {@code tools/call}. The list is one page, in a fixed order, and never changes. */
public final class Tools implements ServerFeature {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Map<String, Tool> tools = new LinkedHashMap<>();
    private final Map<String, MirroredArguments> mirrors = new HashMap<>();
    private final ArrayNode list = JSON.arrayNode();

    public Tools(Collection<? extends Tool> tools) {
        for (Tool tool : tools) {
            ToolDescription description = tool.description();
            if (this.tools.put(description.name(), tool) != null) {
                throw new IllegalArgumentException("two tools are called " + description.name());
            }
            mirrors.put(description.name(), MirroredArguments.of(description.input()));
            list.add(description.toJson());
        }
    }

    @Override
    public ObjectNode capabilities(Era era) {
        ObjectNode capabilities = JSON.objectNode();
        capabilities.putObject("tools");
        return capabilities;
    }

    @Override
    public Map<String, Handler> methods(Era era) {
        return Map.of("tools/list", this::list, "tools/call", this::call);
    }

    @Override
    public Map<String, JsonNode> mirrored(String method, ObjectNode params) {
        return method.equals("tools/call")
                ? Optional.ofNullable(mirrors.get(params.path("name").asString("")))
                        .map(mirror -> mirror.values(params.path("arguments")))
                        .orElse(Map.of())
                : Map.of();
    }

    private ObjectNode list(Call call) {
        JsonNode cursor = call.params().path("cursor");
        if (!cursor.isMissingNode() && !cursor.isNull()) {
            throw McpException.invalidParams("field \"cursor\" is not one that was given: the list has one page");
        }
        ObjectNode result = JSON.objectNode();
        result.set("tools", list.deepCopy());
        return result;
    }

    private ObjectNode call(Call call) {
        String name = call.requireString("name");
        Tool tool = Optional.ofNullable(tools.get(name))
                .orElseThrow(() -> McpException.invalidParams("no tool " + McpError.quoted(name)));
        ToolCall known = new ToolCall(
                call,
                call.object("arguments"),
                call.object("inputResponses"),
                call.params().path("requestState").stringValueOpt());
        return switch (answer(tool, known)) {
            case ToolResult result -> result.toJson();
            case InputRequired input -> input.toJson(call);
            case Task task -> {
                call.requireExtension(Tasks.EXTENSION);
                yield task.toJson().put("resultType", "task");
            }
        };
    }

    private static ToolAnswer answer(Tool tool, ToolCall call) {
        List<String> faults = Arguments.faults(tool.description().input(), call.arguments());
        if (!faults.isEmpty()) {
            return ToolResult.failure(
                    "invalid_params",
                    String.join("; ", faults),
                    "Correct the arguments that are named, then call the tool again.");
        }
        try {
            return tool.call(call);
        } catch (HpcException e) {
            return ToolResult.failure(e);
        }
    }
}
