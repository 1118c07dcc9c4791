package org.hpcdaemon.mcp.tool;

import java.util.Optional;
import org.hpcdaemon.mcp.Call;
import tools.jackson.databind.node.ObjectNode;

/**
 * A call of a tool whose arguments fit its schema.
 *
 * @param inputResponses what came of the requests of an {@link InputRequired} before; whatever the client likes
 * @param requestState the state of that answer; check it, clients may change it
 */
public record ToolCall(Call call, ObjectNode arguments, ObjectNode inputResponses, Optional<String> requestState) {
    /** Whether a {@link Task} may be answered. */
    public boolean acceptsTask() {
        return call.supportsExtension(Tasks.EXTENSION);
    }
}
