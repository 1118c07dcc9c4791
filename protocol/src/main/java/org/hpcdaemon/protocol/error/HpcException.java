package org.hpcdaemon.protocol.error;

import java.io.Serial;

/**
 * A failure that its code describes, on either side of the wire. The message is for the person or agent that
 * asked: it names the input and says what to do next, and it holds no secret.
 */
public class HpcException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final ErrorCode code;

    public HpcException(ErrorCode code, String message) {
        super(message);
        this.code = code;
    }

    public HpcException(ErrorCode code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** For what does not exist or belongs to another user, in the same words. */
    public static HpcException notFound(String what, Object id) {
        return new HpcException(ErrorCode.NOT_FOUND, "no " + what + " " + id);
    }

    public static HpcException invalid(String message) {
        return new HpcException(ErrorCode.INVALID_PARAMS, message);
    }

    public ErrorCode code() {
        return code;
    }

    /** The message; never null, unlike that of exceptions in general. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
