package org.hpcdaemon.cli;

import java.io.PrintStream;
import java.util.function.Function;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.error.OutcomeUnknownException;
import org.hpcdaemon.protocol.rpc.Json;

/**
 * How a program fails: one line on stderr that says what to do next, with {@code --json} an object on stdout too, and the exit code
 * that scripts rely on. Knows no parser of command lines, so that a daemon in the background loads none.
 */
public final class Failures {
    private final String program;
    private final PrintStream out;
    private final PrintStream err;
    private final Function<HpcException, String> words;

    public Failures(String program, PrintStream out, PrintStream err) {
        this(program, out, err, HpcException::reason);
    }

    /** @param words what is said of an error: its reason in the words of this program, and what to do next */
    public Failures(String program, PrintStream out, PrintStream err, Function<HpcException, String> words) {
        this.program = program;
        this.out = out;
        this.err = err;
        this.words = words;
    }

    /** Says why a verb failed; returns the exit code. */
    public int failed(Throwable failure) {
        return failed(failure, Reporting.PLAIN);
    }

    int failed(Throwable failure, Reporting reporting) {
        // A command's streams fail with what its call was answered.
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof StandardOutput.Lost lost) {
                if (lost.readerLeft()) {
                    return ExitCodes.READER_LEFT;
                }
                say(lost.reason());
                return ExitCodes.FAILED;
            }
            if (cause instanceof HpcException known) {
                return report(FailureReport.of(known, words.apply(known) + again(known)), reporting);
            }
        }
        return report(FailureReport.of(ErrorCode.INTERNAL, reason(failure)), reporting);
    }

    /** Prints what is wrong with this verb's command line; returns the exit code. */
    int usage(String verb, String reason, Reporting reporting) {
        return report(FailureReport.of(ErrorCode.INVALID_PARAMS, reason + " (see: " + verb + " --help)"), reporting);
    }

    private int report(FailureReport failure, Reporting reporting) {
        say(failure.error().message());
        if (reporting.json()) {
            try {
                out.println(Json.printableLine(failure));
                out.flush();
            } catch (StandardOutput.Lost _) {
                // The line on stderr says it, and so does the exit code.
            }
        }
        return reporting.exitCodes().applyAsInt(failure.error().code());
    }

    /** How to find out what came of a request that was sent. */
    private static String again(HpcException failure) {
        return failure instanceof OutcomeUnknownException unknown
                ? unknown.key()
                        .map(key -> "; ask again with --key " + key + ", which does it once")
                        .orElse("; ask again, which does no harm")
                : "";
    }

    private static String reason(Throwable failure) {
        String reason = failure.getMessage();
        return reason == null ? failure.getClass().getSimpleName() : reason;
    }

    private void say(String reason) {
        err.println(program + ": " + Text.printable(reason.strip()));
    }
}
