package org.hpcdaemon.tools;

import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A tool's arguments as JSON Schema: a closed object of plain types, which every client understands. */
final class Schema {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final ObjectNode root = JSON.objectNode().put("type", "object");
    private final ObjectNode properties = root.putObject("properties");

    Schema text(String name, String description) {
        add(name, "string", description);
        return this;
    }

    Schema integer(String name, long from, long to, String description) {
        add(name, "integer", description).put("minimum", from).put("maximum", to);
        return this;
    }

    Schema flag(String name, String description) {
        add(name, "boolean", description);
        return this;
    }

    Schema choice(String name, List<String> words, String description) {
        words.forEach(add(name, "string", description).putArray("enum")::add);
        return this;
    }

    Schema texts(String name, String description) {
        add(name, "array", description).putObject("items").put("type", "string");
        return this;
    }

    Schema map(String name, String description) {
        add(name, "object", description).putObject("additionalProperties").put("type", "string");
        return this;
    }

    private ObjectNode add(String name, String type, String description) {
        return properties.putObject(name).put("type", type).put("description", description);
    }

    /** The whole. */
    ObjectNode require(String... names) {
        if (names.length > 0) {
            List.of(names).forEach(root.putArray("required")::add);
        }
        return root.put("additionalProperties", false);
    }
}
