package org.hpcdaemon.platform.cli;

import java.io.PrintWriter;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.store.StoreException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** One line on stderr, and the exit code that scripts rely on. */
final class Failures {
    private static final int FAILED = 1;
    private static final int USAGE = 2;
    private static final int CANNOT_REACH = 3;
    private static final int NOT_ALLOWED = 4;

    private Failures() {}

    static int usage(ParameterException e, String[] args) {
        CommandLine line = e.getCommandLine();
        say(line, e.getMessage() + " (see " + line.getCommandSpec().qualifiedName() + " --help)");
        return USAGE;
    }

    static int failed(Exception e, CommandLine line, CommandLine.ParseResult parsed) {
        say(line, reason(e));
        return e instanceof HpcException known ? exitCode(known) : FAILED;
    }

    private static String reason(Exception e) {
        if (e instanceof HpcException || e instanceof StoreException) {
            return String.valueOf(e.getMessage());
        }
        String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        Throwable cause = e.getCause();
        return cause == null || cause.getMessage() == null ? reason : reason + ": " + cause.getMessage();
    }

    private static int exitCode(HpcException e) {
        return switch (e.code()) {
            case PARSE_ERROR, INVALID_REQUEST, METHOD_NOT_FOUND, INVALID_PARAMS, TOO_LARGE -> USAGE;
            case DAEMON_OFFLINE, SCHEDULER_UNAVAILABLE, UNREACHABLE -> CANNOT_REACH;
            case UNAUTHORIZED, NOT_ALLOWED -> NOT_ALLOWED;
            case INTERNAL,
                    NOT_FOUND,
                    KEY_REUSED,
                    BUSY,
                    ENDED,
                    OUTCOME_UNKNOWN,
                    SCHEDULER_REFUSED,
                    RATE_LIMITED,
                    STORAGE -> FAILED;
        };
    }

    private static void say(CommandLine line, String reason) {
        PrintWriter err = line.getErr();
        err.println("hpc-platform: " + reason.lines().findFirst().orElse("failed"));
        err.flush();
    }
}
