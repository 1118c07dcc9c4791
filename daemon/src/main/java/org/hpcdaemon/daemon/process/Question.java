package org.hpcdaemon.daemon.process;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks a program of this machine, and waits for what it prints no longer than a time. */
public final class Question {
    /** Of an answer: what scontrol prints of ten thousand nodes is a quarter of it. */
    private static final int MOST_BYTES = 64 << 20;

    private final Duration patience;
    private final Map<String, String> variables;

    /**
     * Sets how it asks.
     *
     * @param patience with a program that answers nothing
     * @param variables beside this process's own
     */
    public Question(Duration patience, Map<String, String> variables) {
        this.patience = patience;
        this.variables = Map.copyOf(variables);
    }

    /** What a program printed, both streams, and how it ended. */
    public record Answer(int exitCode, String out, String err) {}

    /**
     * Asks once.
     *
     * @param argv found in this process's PATH; it gets this process's environment in plain English
     * @throws IOException if it cannot be started or does not end in time; it is gone then
     */
    public Answer ask(List<String> argv) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(argv).redirectInput(Redirect.from(new File("/dev/null")));
        builder.environment().put("LC_ALL", "C");
        builder.environment().putAll(variables);
        Process process = builder.start();
        FutureTask<String> out = reading(process.getInputStream());
        FutureTask<String> err = reading(process.getErrorStream());
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            String said = out.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            String complained = err.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (!process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                throw new TimeoutException();
            }
            return new Answer(process.exitValue(), said, complained);
        } catch (TimeoutException e) {
            throw new IOException(argv.getFirst() + " did not answer within " + patience.toMillis() / 1000.0 + " s", e);
        } catch (ExecutionException e) {
            throw new IOException(argv.getFirst() + " cannot be read: " + e.getCause(), e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static FutureTask<String> reading(InputStream from) {
        FutureTask<String> reading = new FutureTask<>(() -> {
            try (from) {
                return new String(from.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        Thread.ofVirtual().name("answer").start(reading);
        return reading;
    }
}
