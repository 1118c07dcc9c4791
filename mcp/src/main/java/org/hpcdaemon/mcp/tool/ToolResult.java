package org.hpcdaemon.mcp.tool;

import java.util.List;
import java.util.Optional;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.rpc.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The work was done, or failed in a way that the model should read. Of content and structured content some clients give
 * their model only one, so they must say the same, and text goes without structure.
 */
public record ToolResult(List<Content> content, Optional<JsonNode> structured, boolean failed) implements ToolAnswer {
    public ToolResult {
        content = List.copyOf(content);
        structured = structured.map(JsonNode::deepCopy);
    }

    /** Text for the model to read. */
    public static ToolResult text(String text) {
        return new ToolResult(List.of(new Content.Text(text)), Optional.empty(), false);
    }

    /** Data: one compact JSON, the same in both places. */
    public static ToolResult data(JsonNode data) {
        return new ToolResult(List.of(new Content.Text(Json.write(data))), Optional.of(data), false);
    }

    /**
     * A failure of the work.
     *
     * @param advice what to do next, one line
     */
    public static ToolResult failure(String code, String message, String advice) {
        Content text = new Content.Text(code + ": " + message + "\n" + advice);
        return new ToolResult(List.of(text), Optional.empty(), true);
    }

    static ToolResult failure(HpcException e) {
        String advice = switch (e.code().advice()) {
            case RETRY -> "Call it again with the same arguments; with a key nothing happens twice.";
            case FIX_INPUT -> "Correct the arguments that the message names, then call it again.";
            case GIVE_UP -> "Calling it again will not help: tell the user.";
        };
        return failure(e.code().wireName(), e.reason(), advice);
    }

    ObjectNode toJson() {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        content.stream().map(Content::toJson).forEach(result.putArray("content")::add);
        structured.ifPresent(data -> result.set("structuredContent", data.deepCopy()));
        if (failed) {
            result.put("isError", true);
        }
        return result;
    }
}
