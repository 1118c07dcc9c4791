package org.hpcdaemon.daemon.service;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;

/** The user's own systemd, spoken to through its programs, where there is one. */
final class Systemd {
    /** A user manager that does not answer by then does not answer; D-Bus itself gives up after 25 s. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Map<String, String> environment;

    Systemd(Map<String, String> environment) {
        this.environment = environment;
    }

    private record Outcome(int exitCode, String said) {}

    /** Whether this login has a user manager: many clusters have none, and in containers none runs. */
    boolean isUsable() {
        return run("systemctl", "--user", "show-environment")
                .filter(outcome -> outcome.exitCode() == 0)
                .isPresent();
    }

    /** Runs {@code systemctl --user}. Throws {@link HpcException} with its own words if it fails. */
    void control(String... arguments) {
        List<String> all = new ArrayList<>(List.of("systemctl", "--user"));
        all.addAll(List.of(arguments));
        Optional<Outcome> outcome = run(all.toArray(String[]::new));
        if (outcome.isEmpty() || outcome.get().exitCode() != 0) {
            throw new HpcException(
                    ErrorCode.INTERNAL,
                    String.join(" ", all) + " failed: "
                            + outcome.map(Outcome::said).orElse("it is not there"));
        }
    }

    /** The answer of {@code systemctl --user QUESTION UNIT}, such as {@code active} or {@code disabled}. */
    String ask(String question, String unit) {
        return run("systemctl", "--user", question, unit).map(Outcome::said).orElse("unknown");
    }

    /** Whether the user's programs outlive the last logout; empty if nobody says. */
    Optional<Boolean> lingers(String user) {
        return run("loginctl", "show-user", user, "--property=Linger")
                .filter(outcome -> outcome.exitCode() == 0)
                .map(Outcome::said)
                .filter(said -> said.startsWith("Linger="))
                .map(said -> said.equals("Linger=yes"));
    }

    /** Empty if there is no such program, or it does not answer. */
    private Optional<Outcome> run(String... command) {
        Optional<String> program = Arrays.stream(
                        environment.getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .map(folder -> Path.of(folder, command[0]))
                .filter(file -> file.isAbsolute() && Files.isExecutable(file))
                .map(Path::toString)
                .findFirst();
        if (program.isEmpty()) {
            return Optional.empty();
        }
        List<String> words = new ArrayList<>(List.of(command));
        words.set(0, program.get());
        try {
            Process process = new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectInput(new File("/dev/null"))
                    .start();
            if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                return Optional.empty();
            }
            // Less than a pipe holds, so it could end before anybody read.
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return Optional.of(new Outcome(process.exitValue(), said.strip()));
        } catch (IOException _) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
