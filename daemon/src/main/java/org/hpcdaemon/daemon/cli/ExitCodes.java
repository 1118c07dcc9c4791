package org.hpcdaemon.daemon.cli;

import org.hpcdaemon.protocol.error.ErrorCode;

/** The exit codes of every verb: 0 ok, 1 failed, 2 usage, 3 cannot reach, 4 not allowed. */
final class ExitCodes {
    static final int OK = 0;
    static final int USAGE = 2;

    private ExitCodes() {}

    static int of(ErrorCode code) {
        return switch (code) {
            case UNREACHABLE, DAEMON_OFFLINE -> 3;
            case UNAUTHORIZED, NOT_ALLOWED -> 4;
            case INVALID_PARAMS, PARSE_ERROR, INVALID_REQUEST, TOO_LARGE -> USAGE;
            case METHOD_NOT_FOUND,
                    INTERNAL,
                    NOT_FOUND,
                    KEY_REUSED,
                    BUSY,
                    ENDED,
                    OUTCOME_UNKNOWN,
                    SCHEDULER_UNAVAILABLE,
                    SCHEDULER_REFUSED,
                    RATE_LIMITED,
                    STORAGE -> 1;
        };
    }
}
