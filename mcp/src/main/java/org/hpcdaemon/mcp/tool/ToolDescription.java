package org.hpcdaemon.mcp.tool;

import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a client learns of a tool.
 *
 * @param name unique in its server
 * @param title for people
 * @param description for the model
 * @param input a JSON Schema of an object; clients drop <em>all</em> tools if one has none
 * @param output a JSON Schema of the structured content, for a tool that always has some
 * @param meta hints for one client or another, as {@code anthropic/alwaysLoad}
 */
public record ToolDescription(
        String name,
        String title,
        String description,
        ToolHints hints,
        ObjectNode input,
        Optional<ObjectNode> output,
        ObjectNode meta) {
    /** Of the specification; clients put the server's name before it, and leave out what gets longer than 128. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,128}");

    /** What one client cuts it to (Claude Code 2.1). */
    private static final int DESCRIPTION_CHARS = 4096;

    public ToolDescription {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a tool's name has 1 to 128 letters, digits, _ . -: " + name);
        }
        if (description.isBlank() || description.length() > DESCRIPTION_CHARS) {
            throw new IllegalArgumentException(
                    "a tool's description has 1 to " + DESCRIPTION_CHARS + " characters: " + name);
        }
        if (!input.path("type").asString("").equals("object")) {
            throw new IllegalArgumentException("a tool's input is an object: " + name);
        }
        input = input.deepCopy();
        output = output.map(ObjectNode::deepCopy);
        meta = meta.deepCopy();
    }

    public ToolDescription(String name, String title, String description, ToolHints hints, ObjectNode input) {
        this(name, title, description, hints, input, Optional.empty(), JsonNodeFactory.instance.objectNode());
    }

    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("name", name)
                .put("title", title)
                .put("description", description);
        json.set("inputSchema", input.deepCopy());
        output.ifPresent(schema -> json.set("outputSchema", schema.deepCopy()));
        json.set("annotations", hints.toJson());
        if (!meta.isEmpty()) {
            json.set("_meta", meta.deepCopy());
        }
        return json;
    }
}
