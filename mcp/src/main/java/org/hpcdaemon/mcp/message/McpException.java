package org.hpcdaemon.mcp.message;

import java.io.Serial;

/** Ends the handling of a request with an error of the protocol. */
public final class McpException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final transient McpError error;

    public McpException(McpError error) {
        super(error.message());
        this.error = error;
    }

    /** Parameters that the method refuses. */
    public static McpException invalidParams(String message) {
        return new McpException(McpError.invalidParams(message));
    }

    public McpError error() {
        return error;
    }
}
