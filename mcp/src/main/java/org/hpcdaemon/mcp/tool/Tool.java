package org.hpcdaemon.mcp.tool;

import org.hpcdaemon.mcp.message.McpException;
import org.hpcdaemon.protocol.error.HpcException;

/** A tool that a model may call. */
public interface Tool {
    ToolDescription description();

    /**
     * Does the work, on the thread of the door. It may wait; it should stop when the call is cancelled.
     *
     * @throws HpcException for a failure that the model should read: it becomes a failed result
     * @throws McpException for a call that the protocol refuses
     */
    ToolAnswer call(ToolCall call);
}
