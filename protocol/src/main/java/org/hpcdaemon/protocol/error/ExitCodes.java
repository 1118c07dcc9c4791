package org.hpcdaemon.protocol.error;

/** The exit codes of every verb of every program. */
public final class ExitCodes {
    public static final int OK = 0;
    public static final int FAILED = 1;
    public static final int USAGE = 2;
    public static final int UNREACHABLE = 3;
    public static final int NOT_ALLOWED = 4;

    /** A command that is there and cannot be executed, as shells say it (POSIX, 2.8.2). */
    public static final int NOT_EXECUTABLE = 126;

    /** A command that is not there. */
    public static final int NO_PROGRAM = 127;

    private ExitCodes() {}

    /** The exit code of a program that ends with this error. */
    public static int of(ErrorCode code) {
        return switch (code) {
            case UNREACHABLE, DAEMON_OFFLINE -> UNREACHABLE;
            case UNAUTHORIZED, NOT_ALLOWED -> NOT_ALLOWED;
            case INVALID_PARAMS, PARSE_ERROR, INVALID_REQUEST, TOO_LARGE -> USAGE;
            case NO_PROGRAM -> NO_PROGRAM;
            case NOT_EXECUTABLE -> NOT_EXECUTABLE;
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
                    STORAGE,
                    MAIL_UNAVAILABLE -> FAILED;
        };
    }
}
