package org.hpcdaemon.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Function;
import org.hpcdaemon.protocol.Release;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.id.ApprovalId;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.EventId;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.id.RecordingId;
import org.hpcdaemon.protocol.id.ShellId;
import org.hpcdaemon.protocol.message.approval.ApproverKey;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.TypeConversionException;

/** What the command lines of all programs have in common: streams, version, errors, ids, and the verb {@code completion}. */
public final class Program {
    private static final String JSON = "--json";

    private Program() {}

    /**
     * Completes the command line of a program.
     *
     * @param words what it is going to be asked, so that only what is asked for is built; none builds all verbs
     */
    public static CommandLine of(
            CommandLine line, Verbs verbs, PrintStream out, PrintStream err, Failures failures, String... words) {
        verbs.addAboutAll("completion", CompletionCommand::new)
                .addAboutAll("help-texts", HelpTextsCommand::new)
                .addTo(line, words);
        line.getCommandSpec().version(line.getCommandName() + " " + Release.VERSION);
        line.registerConverter(ApprovalId.class, id(ApprovalId::new));
        line.registerConverter(ApproverKey.class, id(ApproverKey::new));
        line.registerConverter(DaemonId.class, id(DaemonId::new));
        line.registerConverter(EventId.class, id(EventId::new));
        line.registerConverter(IdempotencyKey.class, id(IdempotencyKey::new));
        line.registerConverter(JobId.class, id(JobId::new));
        line.registerConverter(RecordingId.class, id(RecordingId::new));
        line.registerConverter(ShellId.class, id(ShellId::new));
        HelpPage.layOut(line, System.getenv());
        // Flushed once, at the verb's end, and the stream below with it: see StandardOutput.
        PrintWriter text = new PrintWriter(out, false, StandardCharsets.UTF_8);
        line.setOut(text);
        line.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
        line.setExecutionStrategy(parsed -> {
            try {
                int exitCode = new RunLast().execute(parsed);
                text.flush();
                return exitCode;
            } catch (StandardOutput.Lost e) {
                return failures.failed(e);
            }
        });
        line.setExecutionExceptionHandler((failure, verb, _) -> {
            try {
                text.flush();
            } catch (StandardOutput.Lost _) {
                // Why the verb failed says more.
            }
            return failures.failed(
                    failure, reporting(verb, verb.getParseResult().hasMatchedOption(JSON)));
        });
        line.setParameterExceptionHandler((failure, args) -> {
            CommandLine verb = failure.getCommandLine();
            return failures.usage(
                    verb.getCommandSpec().qualifiedName(),
                    UsageMessage.words(failure),
                    reporting(verb, wantsJson(args)));
        });
        return line;
    }

    private static Reporting reporting(CommandLine verb, boolean json) {
        return new Reporting(json, verb.getCommand() instanceof OwnExitCodes own ? own::exitCode : ExitCodes::of);
    }

    /** Looks at the words themselves, since those after the wrong one were not parsed. */
    private static boolean wantsJson(String... words) {
        return Arrays.stream(words).takeWhile(word -> !word.equals("--")).anyMatch(JSON::equals);
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
