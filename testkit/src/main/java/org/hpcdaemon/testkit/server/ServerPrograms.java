package org.hpcdaemon.testkit.server;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** Starts the servers and commands of one scheduler, with one environment, and keeps their logs in one folder. */
public final class ServerPrograms {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String PATH = "/usr/sbin:/sbin:/usr/bin:/bin";

    /** Of each log, in a message. */
    private static final int LAST_LINES = 15;

    private final Path folder;
    private final Map<String, String> environment;

    /** @param environment beside the test's own */
    public ServerPrograms(Path folder, Map<String, String> environment) {
        this.folder = folder;
        this.environment = Map.copyOf(environment);
    }

    /** Starts a server, which logs to the file named after it. */
    public Process start(String... command) throws IOException {
        return builder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log(command[0])))
                .start();
    }

    /** Standard output of a command, whatever its exit code. */
    public String run(String... command) {
        try {
            Process process = builder(command).redirectError(log("commands")).start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs what prepares the rest. Throws with its words if it fails: what follows would fail too, and would say so less well. */
    public void prepare(String... command) throws IOException {
        File log = log("prepare");
        Process process =
                builder(command).redirectErrorStream(true).redirectOutput(log).start();
        process.onExit().join();
        if (process.exitValue() != 0) {
            String said = Files.readString(log.toPath(), StandardCharsets.ISO_8859_1);
            throw new IOException(String.join(" ", command) + " ended with " + process.exitValue() + ": " + said);
        }
    }

    /**
     * Waits. Throws with the ends of all logs if it takes too long.
     *
     * @param program whose end is the end of waiting, too
     */
    public void await(String what, Process program, BooleanSupplier ready) throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!ready.getAsBoolean()) {
            boolean ended = !program.isAlive();
            if (ended || System.nanoTime() > deadline) {
                throw new IOException(
                        what + (ended ? " ended with " + program.exitValue() : " did not get ready within " + PATIENCE)
                                + ": " + logs());
            }
            pause();
        }
    }

    /** Sends a signal, as kill(1) takes it: {@code -STOP}. */
    public static void signal(String signal, Process process) {
        try {
            new ProcessBuilder("kill", signal, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private ProcessBuilder builder(String... command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        builder.environment().put("PATH", PATH);
        return builder;
    }

    private File log(String name) {
        return folder.resolve(name + ".log").toFile();
    }

    private static void pause() {
        try {
            // Nothing tells when a server answers, and most questions start a program.
            boolean _ = new CountDownLatch(1).await(50, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String logs() throws IOException {
        List<Path> logs;
        try (Stream<Path> all = Files.walk(folder)) {
            logs = all.filter(path -> path.getFileName().toString().matches("messages|.*\\.log"))
                    .sorted()
                    .toList();
        }
        StringBuilder text = new StringBuilder();
        for (Path log : logs) {
            List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
            text.append(folder.relativize(log)).append(":\n");
            lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size())
                    .forEach(line -> text.append(line).append('\n'));
        }
        return text.toString();
    }
}
