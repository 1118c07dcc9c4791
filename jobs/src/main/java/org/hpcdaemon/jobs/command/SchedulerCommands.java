package org.hpcdaemon.jobs.command;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.hpcdaemon.linux.process.Programs;

/**
 * Runs a scheduler's commands, each with a time-out: one that waits for a controller that does not answer is killed. They
 * see no environment but the one given here, since variables such as {@code SBATCH_QOS} or {@code SQUEUE_FORMAT} of
 * the daemon's starter would change what they do and print.
 */
public final class SchedulerCommands {
    /** Of a table of 100,000 jobs; what prints more is not one of ours. */
    private static final int MAX_OUTPUT_BYTES = 64 << 20;

    private final Map<String, String> environment;

    public SchedulerCommands(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** The program, if {@code PATH} leads to it. */
    public static Optional<Path> find(String program, Map<String, String> environment) {
        for (String folder :
                environment.getOrDefault("PATH", Programs.DEFAULT_PATH).split(":", -1)) {
            Path file = Path.of(folder.isEmpty() ? "." : folder, program);
            if (Files.isExecutable(file) && !Files.isDirectory(file)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    /** How a command went. */
    public sealed interface Outcome {
        /** It ended by itself. Bytes are characters here, so that columns of a table are what they seem. */
        record Done(int exitCode, String out, String err) implements Outcome {}

        /** It did not end in time and was killed: what it has done is unknown. */
        record TimedOut(String reason) implements Outcome {}

        /** It was not there or could not be started. */
        record NotStarted(String reason) implements Outcome {}
    }

    public Outcome run(Duration most, List<String> command) {
        return run(most, command, Map.of());
    }

    /**
     * Runs a command to its end, or kills it when its time is over.
     *
     * @param further variables besides those of all commands
     */
    public Outcome run(Duration most, List<String> command, Map<String, String> further) {
        return run(most, command, further, SchedulerCommands::whole);
    }

    /**
     * For what prints a line for each of many jobs: the lines are taken as they come, and the outcome is without them.
     *
     * @param line may still be called a moment after a time-out
     */
    public Outcome eachLine(Duration most, List<String> command, Map<String, String> further, Consumer<String> line) {
        return run(most, command, further, out -> {
            LineSplitter.each(out, MAX_OUTPUT_BYTES, line);
            return "";
        });
    }

    /** What becomes of output. */
    private interface Reader {
        String read(InputStream from) throws IOException;
    }

    private static String whole(InputStream from) throws IOException {
        return new String(from.readNBytes(MAX_OUTPUT_BYTES), StandardCharsets.ISO_8859_1);
    }

    private Outcome run(Duration most, List<String> command, Map<String, String> further, Reader reader) {
        Process process;
        try {
            ProcessBuilder builder = new ProcessBuilder(found(command));
            builder.environment().clear();
            builder.environment().putAll(environment);
            builder.environment().putAll(further);
            process = builder.start();
            process.getOutputStream().close();
        } catch (IOException e) {
            return new Outcome.NotStarted(e.toString());
        }
        try {
            FutureTask<String> out = reading(process.getInputStream(), reader);
            FutureTask<String> err = reading(process.getErrorStream(), SchedulerCommands::whole);
            if (!process.waitFor(most.toMillis(), TimeUnit.MILLISECONDS)) {
                return new Outcome.TimedOut(command.getFirst() + " did not answer within " + most.toSeconds() + " s");
            }
            // Its streams end with it, unless it left something behind that holds them.
            return new Outcome.Done(process.exitValue(), out.get(1, TimeUnit.SECONDS), err.get(1, TimeUnit.SECONDS));
        } catch (ExecutionException | TimeoutException e) {
            return new Outcome.TimedOut(command.getFirst() + " did not finish its output: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome.TimedOut("the daemon stopped while " + command.getFirst() + " was at work");
        } finally {
            process.destroyForcibly();
        }
    }

    /** By the PATH that is given, where Java would go by its own. */
    private List<String> found(List<String> command) {
        List<String> words = new ArrayList<>(command);
        find(words.getFirst(), environment).ifPresent(program -> words.set(0, program.toString()));
        return words;
    }

    private static FutureTask<String> reading(InputStream from, Reader reader) {
        FutureTask<String> task = new FutureTask<>(() -> {
            try (from) {
                return reader.read(from);
            }
        });
        Thread.ofVirtual().start(task);
        return task;
    }
}
