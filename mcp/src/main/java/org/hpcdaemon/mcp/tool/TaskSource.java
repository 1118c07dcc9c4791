package org.hpcdaemon.mcp.tool;

import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Where tasks are. Those of others do not exist: the answers are the same. Throws {@link org.hpcdaemon.protocol.error.HpcException}. */
public interface TaskSource {
    Optional<Task> find(String id);

    /**
     * Brings input that a task waits for; keys that it does not wait for are ignored.
     *
     * @return whether there is such a task
     */
    boolean update(String id, ObjectNode inputResponses);

    /**
     * Asks a task to end; one that has ended stays as it is.
     *
     * @return whether there is such a task
     */
    boolean cancel(String id);
}
