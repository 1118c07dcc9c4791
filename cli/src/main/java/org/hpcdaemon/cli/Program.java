package org.hpcdaemon.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.hpcdaemon.protocol.Release;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.id.ShellId;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.TypeConversionException;

/** What the command lines of all programs have in common: streams, version, errors, ids, and the verb {@code completion}. */
public final class Program {
    private Program() {}

    /** Call it once all verbs are there: what is set here holds for the verbs that a command line has by then. */
    public static CommandLine of(CommandLine line, PrintStream out, PrintStream err, Failures failures) {
        line.addSubcommand(new CompletionCommand());
        line.getCommandSpec().version(line.getCommandName() + " " + Release.VERSION);
        line.registerConverter(DaemonId.class, id(DaemonId::new));
        line.registerConverter(JobId.class, id(JobId::new));
        line.registerConverter(ShellId.class, id(ShellId::new));
        line.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
        // Help is printed outside of any verb.
        line.setExecutionStrategy(parsed -> {
            try {
                return new RunLast().execute(parsed);
            } catch (StandardOutput.Lost e) {
                return failures.failed(e);
            }
        });
        line.setExecutionExceptionHandler((failure, _, _) -> failures.failed(failure));
        line.setParameterExceptionHandler((failure, _) -> failures.usage(
                failure.getCommandLine().getCommandSpec().qualifiedName(), String.valueOf(failure.getMessage())));
        return line;
    }

    private static <T> ITypeConverter<T> id(Function<String, T> of) {
        return text -> {
            try {
                return of.apply(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        };
    }
}
