package org.hpcdaemon.cli;

import java.io.PrintStream;
import java.util.function.Function;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.error.HpcException;

/**
 * How a program fails: one line on stderr that says what to do next, and the exit code that scripts rely on. Knows no parser of
 * command lines, so that a daemon in the background loads none.
 */
public final class Failures {
    private final String program;
    private final PrintStream err;
    private final Function<HpcException, String> nextStep;

    public Failures(String program, PrintStream err) {
        this(program, err, _ -> "");
    }

    /** @param nextStep what to add to the reason of an error, or nothing */
    public Failures(String program, PrintStream err, Function<HpcException, String> nextStep) {
        this.program = program;
        this.err = err;
        this.nextStep = nextStep;
    }

    /** Says why a verb failed; returns the exit code. */
    public int failed(Throwable failure) {
        // A command's streams fail with what its call was answered.
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof StandardOutput.Lost lost && lost.isNoNews()) {
                return ExitCodes.FAILED;
            }
            if (cause instanceof HpcException known) {
                say(known.reason() + nextStep.apply(known));
                return ExitCodes.of(known.code());
            }
        }
        say(reason(failure));
        return ExitCodes.FAILED;
    }

    /** Says what is wrong with the command line of this verb; returns the exit code. */
    int usage(String verb, String reason) {
        say(reason + " (see: " + verb + " --help)");
        return ExitCodes.USAGE;
    }

    private static String reason(Throwable failure) {
        String reason = failure.getMessage();
        return reason == null ? failure.getClass().getSimpleName() : reason;
    }

    private void say(String reason) {
        err.println(program + ": " + Text.printable(reason.lines().findFirst().orElse("failed")));
    }
}
