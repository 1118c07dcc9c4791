package org.hpcdaemon.mcp;

import org.hpcdaemon.mcp.message.McpException;
import tools.jackson.databind.node.ObjectNode;

/** Answers the requests of one method, on the thread of the door that brings them; it may wait. */
@FunctionalInterface
public interface Handler {
    /**
     * The result, a node that is the server's from then on. What each result of an era must have is added to it.
     *
     * @throws McpException to answer with an error of the protocol
     */
    ObjectNode answer(Call call);
}
