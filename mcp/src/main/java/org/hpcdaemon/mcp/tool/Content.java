package org.hpcdaemon.mcp.tool;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A piece of a result. */
public sealed interface Content {
    record Text(String text) implements Content {}

    /** A block of any other type, as it goes over the wire: an image, a sound, a resource. */
    record Block(ObjectNode json) implements Content {
        public Block {
            json = json.deepCopy();
        }
    }

    default ObjectNode toJson() {
        return switch (this) {
            case Text(String text) ->
                JsonNodeFactory.instance.objectNode().put("type", "text").put("text", text);
            case Block(ObjectNode json) -> json.deepCopy();
        };
    }
}
