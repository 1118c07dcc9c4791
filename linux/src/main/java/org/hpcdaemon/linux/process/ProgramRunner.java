package org.hpcdaemon.linux.process;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a program of this machine and collects what it prints, up to a time limit. */
public final class ProgramRunner {
    private final Duration patience;
    private final Map<String, String> environment;

    /**
     * Sets how it asks.
     *
     * @param patience with a program that answers nothing
     * @param environment all that programs see: variables of the daemon's starter may change what they print
     */
    public ProgramRunner(Duration patience, Map<String, String> environment) {
        this.patience = patience;
        this.environment = Map.copyOf(environment);
    }

    /** What a program printed, both streams, and how it ended. */
    public record Answer(int exitCode, String out, String err) {}

    /**
     * Asks once.
     *
     * @param argv found in this process's PATH
     * @throws IOException if it cannot be started or does not end in time; it is gone then
     */
    public Answer ask(List<String> argv) throws IOException, InterruptedException {
        // Files, not pipes: a child that it leaves behind may hold a pipe for ever, and a file needs no reader
        // meanwhile.
        Path out = Files.createTempFile("hpc-daemon", ".out");
        Path err = Files.createTempFile("hpc-daemon", ".err");
        try {
            ProcessBuilder builder = new ProcessBuilder(argv)
                    .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().clear();
            builder.environment().putAll(environment);
            return ended(argv.getFirst(), builder.start(), out, err);
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    private Answer ended(String program, Process process, Path out, Path err) throws IOException, InterruptedException {
        try {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException(program + " did not answer within " + patience.toMillis() / 1000.0 + " s");
            }
            return new Answer(process.exitValue(), text(out), text(err));
        } finally {
            process.destroyForcibly();
        }
    }

    /** Invalid UTF-8, such as a user's name in Latin-1, spoils one character and not the answer. */
    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }
}
