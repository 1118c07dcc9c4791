package org.hpcdaemon.mcp.tool;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a client may tell its user before a call, and judge whether it has to ask. Every tool has them: {@code codex exec}
 * refuses one without.
 *
 * @param readOnly changes nothing
 * @param destructive may overwrite, end or delete
 * @param idempotent the same call again changes nothing more
 */
public record ToolHints(boolean readOnly, boolean destructive, boolean idempotent) {
    public static final ToolHints READS = new ToolHints(true, false, true);

    ObjectNode toJson() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("readOnlyHint", readOnly)
                .put("destructiveHint", destructive)
                .put("idempotentHint", idempotent)
                // What is behind is another machine, with programs and people of its own.
                .put("openWorldHint", true);
    }
}
