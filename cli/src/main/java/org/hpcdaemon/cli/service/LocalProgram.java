package org.hpcdaemon.cli.service;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program of this machine that is asked something by a verb, and answers in a few lines. */
public record LocalProgram(Path program) {

    /**
     * An answer.
     *
     * @param said standard output and error together, without blanks around
     */
    public record Answer(int exitCode, String said) {
        public boolean isYes() {
            return exitCode == 0;
        }

        /** What it said first, or how it ended if it said nothing. */
        public String firstLine() {
            return said.lines().findFirst().orElse("exit code " + exitCode);
        }
    }

    /** The program, if {@code PATH} leads to it. */
    public static Optional<LocalProgram> find(String name, Map<String, String> environment) {
        return Stream.of(environment.getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .filter(folder -> folder.startsWith("/"))
                .map(folder -> Path.of(folder, name))
                .filter(file -> Files.isExecutable(file) && !Files.isDirectory(file))
                .map(LocalProgram::new)
                .findFirst();
    }

    /** Asks it, in the environment of this process. Empty if it cannot be started, or says nothing in that time. */
    public Optional<Answer> ask(Duration patience, String... arguments) {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(new File("/dev/null"))
                    .start();
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                return Optional.empty();
            }
            // A few lines fit in the pipe, so it could end before they were read.
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return Optional.of(new Answer(process.exitValue(), said.strip()));
        } catch (IOException _) {
            return Optional.empty();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
