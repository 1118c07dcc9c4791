package org.hpcdaemon.mcp;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * How a server introduces itself.
 *
 * @param instructions for the model: what the server is and how its tools go together
 * @param listTtlMs how long a client may keep lists, in milliseconds. They are private: they may depend on the key
 */
public record ServerInfo(String name, String title, String version, String instructions, long listTtlMs) {
    /** A client cuts the rest off: Claude Code at 4,096. */
    private static final int INSTRUCTIONS_CHARS = 4096;

    public ServerInfo {
        if (name.isBlank() || version.isBlank()) {
            throw new IllegalArgumentException("a server has a name and a version");
        }
        if (instructions.length() > INSTRUCTIONS_CHARS) {
            throw new IllegalArgumentException("instructions over " + INSTRUCTIONS_CHARS + " characters");
        }
        if (listTtlMs < 0) {
            throw new IllegalArgumentException("a time to live is not negative");
        }
    }

    /** An {@code Implementation}, which has a title since 2025-06-18; older clients ignore it. */
    ObjectNode toJson() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("name", name)
                .put("title", title)
                .put("version", version);
    }
}
