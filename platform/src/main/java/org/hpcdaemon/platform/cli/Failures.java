package org.hpcdaemon.platform.cli;

import java.io.PrintWriter;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.store.StoreException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** One line on stderr, and the exit code that scripts rely on. */
final class Failures {
    private Failures() {}

    static int usage(ParameterException e, String[] args) {
        CommandLine line = e.getCommandLine();
        say(line, e.getMessage() + " (see " + line.getCommandSpec().qualifiedName() + " --help)");
        return ExitCodes.USAGE;
    }

    static int failed(Exception e, CommandLine line, CommandLine.ParseResult parsed) {
        say(line, reason(e));
        return e instanceof HpcException known ? ExitCodes.of(known.code()) : ExitCodes.FAILED;
    }

    private static String reason(Exception e) {
        if (e instanceof HpcException || e instanceof StoreException) {
            return String.valueOf(e.getMessage());
        }
        String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        Throwable cause = e.getCause();
        return cause == null || cause.getMessage() == null ? reason : reason + ": " + cause.getMessage();
    }

    private static void say(CommandLine line, String reason) {
        PrintWriter err = line.getErr();
        err.println("hpc-platform: "
                + OneLineFormatter.escaped(reason.lines().findFirst().orElse("failed")));
        err.flush();
    }
}
