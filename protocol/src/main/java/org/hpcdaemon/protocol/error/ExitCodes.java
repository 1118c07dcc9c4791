package org.hpcdaemon.protocol.error;

/** The exit codes of every verb of every program. */
public final class ExitCodes {
    public static final int OK = 0;
    public static final int FAILED = 1;
    public static final int USAGE = 2;
    public static final int UNREACHABLE = 3;
    public static final int NOT_ALLOWED = 4;

    /** A command over its time limit, as timeout(1) says it. */
    public static final int TIMED_OUT = 124;

    /**
     * A verb that passes on the exit code of a command or job failed itself, as docker and env say it: the command did not start; a
     * job that is waited for may go on.
     */
    public static final int NOT_STARTED = 125;

    /** The request was sent and may have been carried out; its outcome is not known (as ssh says it). */
    public static final int OUTCOME_UNKNOWN = 255;

    /** A command that is there and cannot be executed, as shells say it (POSIX, 2.8.2). */
    public static final int NOT_EXECUTABLE = 126;

    /** A command that is not there. */
    public static final int NO_PROGRAM = 127;

    /** The reader of standard output has left: the code that shells give a program that SIGPIPE (13) ended. */
    public static final int READER_LEFT = 128 + 13;

    private ExitCodes() {}

    /** The exit code of a program that ends with this error. */
    public static int of(ErrorCode code) {
        return switch (code) {
            case UNREACHABLE, DAEMON_OFFLINE -> UNREACHABLE;
            case UNAUTHORIZED, NOT_ALLOWED, FROZEN, APPROVAL_REQUIRED -> NOT_ALLOWED;
            case INVALID_PARAMS, PARSE_ERROR, INVALID_REQUEST, TOO_LARGE -> USAGE;
            case NO_PROGRAM -> NO_PROGRAM;
            case NOT_EXECUTABLE -> NOT_EXECUTABLE;
            case OUTCOME_UNKNOWN -> OUTCOME_UNKNOWN;
            case METHOD_NOT_FOUND,
                    INTERNAL,
                    NOT_FOUND,
                    KEY_REUSED,
                    BUSY,
                    ENDED,
                    SCHEDULER_UNAVAILABLE,
                    SCHEDULER_REFUSED,
                    RATE_LIMITED,
                    STORAGE,
                    MAIL_UNAVAILABLE,
                    TIMED_OUT,
                    CONFLICT -> FAILED;
        };
    }

    /** The exit code of a verb that otherwise passes on a command's, which may be any below 124. */
    public static int ofCommand(ErrorCode code) {
        return switch (code) {
            case NO_PROGRAM, NOT_EXECUTABLE, OUTCOME_UNKNOWN -> of(code);
            // A defect on either side, or an end while it ran: whether it had started is not known.
            case INTERNAL, ENDED -> OUTCOME_UNKNOWN;
            case PARSE_ERROR,
                    INVALID_REQUEST,
                    METHOD_NOT_FOUND,
                    INVALID_PARAMS,
                    NOT_FOUND,
                    KEY_REUSED,
                    BUSY,
                    DAEMON_OFFLINE,
                    SCHEDULER_UNAVAILABLE,
                    SCHEDULER_REFUSED,
                    NOT_ALLOWED,
                    UNAUTHORIZED,
                    RATE_LIMITED,
                    TOO_LARGE,
                    STORAGE,
                    UNREACHABLE,
                    MAIL_UNAVAILABLE,
                    TIMED_OUT,
                    CONFLICT,
                    FROZEN,
                    APPROVAL_REQUIRED -> NOT_STARTED;
        };
    }
}
