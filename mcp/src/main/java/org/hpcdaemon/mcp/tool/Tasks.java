package org.hpcdaemon.mcp.tool;

import java.util.Map;
import org.hpcdaemon.mcp.Call;
import org.hpcdaemon.mcp.Era;
import org.hpcdaemon.mcp.Handler;
import org.hpcdaemon.mcp.ServerFeature;
import org.hpcdaemon.mcp.message.McpError;
import org.hpcdaemon.mcp.message.McpException;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The Tasks extension (SEP-2663), for clients that declare it. The tasks of 2025-11-25 were an experiment with another
 * wire and are not served.
 */
public final class Tasks implements ServerFeature {
    public static final String EXTENSION = "io.modelcontextprotocol/tasks";

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final TaskSource source;

    public Tasks(TaskSource source) {
        this.source = source;
    }

    @Override
    public ObjectNode capabilities(Era era) {
        ObjectNode capabilities = JSON.objectNode();
        if (era == Era.MODERN) {
            capabilities.putObject("extensions").putObject(EXTENSION);
        }
        return capabilities;
    }

    @Override
    public Map<String, Handler> methods(Era era) {
        return switch (era) {
            case MODERN -> Map.of("tasks/get", this::get, "tasks/update", this::update, "tasks/cancel", this::cancel);
            case LEGACY -> Map.of();
        };
    }

    private ObjectNode get(Call call) {
        String id = id(call);
        Task task = source.find(id).orElseThrow(() -> unknown(id));
        ObjectNode result = task.toJson();
        switch (task.status()) {
            case TaskProgress.Working() -> {}
            case TaskProgress.Cancelled() -> {}
            case TaskProgress.NeedsInput(Map<String, ObjectNode> requests) -> {
                ObjectNode all = result.putObject("inputRequests");
                requests.forEach((key, request) -> all.set(key, request.deepCopy()));
            }
            case TaskProgress.Completed(ToolResult outcome) ->
                result.set("result", outcome.toJson().put("resultType", "complete"));
            case TaskProgress.Failed(McpError error) -> result.set("error", error.toJson());
        }
        return result;
    }

    private ObjectNode update(Call call) {
        String id = id(call);
        return acknowledged(source.update(id, call.object("inputResponses")), id);
    }

    private ObjectNode cancel(Call call) {
        String id = id(call);
        return acknowledged(source.cancel(id), id);
    }

    private static ObjectNode acknowledged(boolean known, String id) {
        if (!known) {
            throw unknown(id);
        }
        return JSON.objectNode();
    }

    private static String id(Call call) {
        call.requireExtension(EXTENSION);
        return call.requireString("taskId");
    }

    private static McpException unknown(String id) {
        return McpException.invalidParams("no task " + McpError.quoted(id));
    }
}
