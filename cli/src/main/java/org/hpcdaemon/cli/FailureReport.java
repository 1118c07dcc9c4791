package org.hpcdaemon.cli;

import org.hpcdaemon.protocol.error.Advice;
import org.hpcdaemon.protocol.error.ErrorCode;

/** A failure as {@code --json} prints it. */
record FailureReport(Detail error) {
    /** @param message as on stderr, without the program's name */
    record Detail(ErrorCode code, String message, Advice advice) {}

    static FailureReport of(ErrorCode code, String message) {
        return new FailureReport(new Detail(code, message, code.advice()));
    }
}
