package org.hpcdaemon.agent.cli;

import org.hpcdaemon.protocol.error.ErrorCode;

/** The exit codes of every verb. */
final class ExitCodes {
    static final int OK = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int UNREACHABLE = 3;
    static final int NOT_ALLOWED = 4;

    /** As timeout(1) does. */
    static final int TIMED_OUT = 124;

    /** A shell adds the signal's number to this (bash(1), EXIT STATUS). */
    static final int SIGNAL = 128;

    private ExitCodes() {}

    static int of(ErrorCode code) {
        return switch (code) {
            case UNREACHABLE, DAEMON_OFFLINE -> UNREACHABLE;
            case UNAUTHORIZED, NOT_ALLOWED -> NOT_ALLOWED;
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
                    STORAGE -> FAILED;
        };
    }
}
