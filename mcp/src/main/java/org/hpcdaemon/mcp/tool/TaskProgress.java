package org.hpcdaemon.mcp.tool;

import java.util.LinkedHashMap;
import java.util.Map;
import org.hpcdaemon.mcp.message.McpError;
import tools.jackson.databind.node.ObjectNode;

/** How far a task is. */
public sealed interface TaskProgress {
    record Working() implements TaskProgress {}

    /** It goes on once {@code tasks/update} brings these. */
    record NeedsInput(Map<String, ObjectNode> requests) implements TaskProgress {
        public NeedsInput {
            requests = new LinkedHashMap<>(requests);
        }

        @Override
        public Map<String, ObjectNode> requests() {
            return new LinkedHashMap<>(requests);
        }
    }

    /** The call has its result; also one that tells of a failure. */
    record Completed(ToolResult result) implements TaskProgress {}

    /** The call ended with an error of the protocol. */
    record Failed(McpError error) implements TaskProgress {}

    record Cancelled() implements TaskProgress {}

    /** The word on the wire. */
    default String name() {
        return switch (this) {
            case Working() -> "working";
            case NeedsInput n -> "input_required";
            case Completed c -> "completed";
            case Failed f -> "failed";
            case Cancelled() -> "cancelled";
        };
    }
}
