package org.hpcdaemon.tools.call;

import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A tool's arguments as JSON Schema: a closed object of plain types, which every client understands. */
public final class ArgumentSchema {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final ObjectNode root = JSON.objectNode().put("type", "object");
    private final ObjectNode properties = root.putObject("properties");

    public ArgumentSchema text(String name, String description) {
        add(name, "string", description);
        return this;
    }

    public ArgumentSchema integer(String name, long from, long to, String description) {
        add(name, "integer", description).put("minimum", from).put("maximum", to);
        return this;
    }

    public ArgumentSchema flag(String name, String description) {
        add(name, "boolean", description);
        return this;
    }

    public ArgumentSchema choice(String name, List<String> words, String description) {
        words.forEach(add(name, "string", description).putArray("enum")::add);
        return this;
    }

    public ArgumentSchema texts(String name, String description) {
        add(name, "array", description).putObject("items").put("type", "string");
        return this;
    }

    public ArgumentSchema map(String name, String description) {
        add(name, "object", description).putObject("additionalProperties").put("type", "string");
        return this;
    }

    private ObjectNode add(String name, String type, String description) {
        return properties.putObject(name).put("type", type).put("description", description);
    }

    /** The whole. */
    public ObjectNode require(String... names) {
        if (names.length > 0) {
            List.of(names).forEach(root.putArray("required")::add);
        }
        return root.put("additionalProperties", false);
    }
}
