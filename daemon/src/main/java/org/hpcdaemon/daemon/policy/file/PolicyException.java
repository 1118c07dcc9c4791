package org.hpcdaemon.daemon.policy.file;

import java.io.Serial;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;

/** A policy file that is refused; the message names the file, the line and what is wrong there. */
public final class PolicyException extends HpcException {
    @Serial
    private static final long serialVersionUID = 1;

    /** @param line from 1; 0: of the file as a whole */
    PolicyException(String file, int line, String reason) {
        super(ErrorCode.INVALID_PARAMS, (line == 0 ? file : file + " line " + line) + ": " + reason);
    }
}
