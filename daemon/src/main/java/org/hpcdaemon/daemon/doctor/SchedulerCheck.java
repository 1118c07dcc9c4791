package org.hpcdaemon.daemon.doctor;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Whether there is a SLURM, and whether it answers. */
final class SchedulerCheck {
    private static final String NAME = "scheduler";

    /** What SLURM's commands end with where only its packages are installed. */
    private static final String NOT_CONFIGURED = "Could not establish a configuration source";

    private final Map<String, String> environment;
    private final Duration patience;

    /** @param patience a controller that is away makes its commands wait 18 s */
    SchedulerCheck(Map<String, String> environment, Duration patience) {
        this.environment = environment;
        this.patience = patience;
    }

    Check look() {
        if ("1".equals(environment.get("LOCAL_MODE"))) {
            return Check.ok(NAME, "none wanted (LOCAL_MODE=1): jobs run as processes of this machine");
        }
        Optional<Path> scontrol = onPath("scontrol");
        if (scontrol.isEmpty() || onPath("sbatch").isEmpty()) {
            return Check.ok(NAME, "no SLURM on the PATH: jobs run as processes of this machine");
        }
        return ping(scontrol.get());
    }

    private Optional<Path> onPath(String program) {
        return Arrays.stream(environment.getOrDefault("PATH", "").split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private Check ping(Path scontrol) {
        try {
            Process process = new ProcessBuilder(scontrol.toString(), "ping")
                    .redirectErrorStream(true)
                    .redirectInput(new File("/dev/null"))
                    .start();
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                return silent("it said nothing for " + patience.toSeconds() + " s");
            }
            // A few lines: they fit in the pipe. The first says it; with a spare controller there is a second.
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (said.contains(NOT_CONFIGURED)) {
                return Check.ok(NAME, "SLURM's commands know of no cluster: jobs run as processes of this machine");
            }
            String first = said.lines().findFirst().orElse("exit code " + process.exitValue());
            return process.exitValue() == 0 && said.contains("is UP")
                    ? Check.ok(NAME, "SLURM: " + first)
                    : silent(first);
        } catch (IOException e) {
            return silent(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return silent("interrupted");
        }
    }

    private static Check silent(String how) {
        return Check.warn(
                NAME,
                "SLURM is installed and its controller does not answer: " + how,
                "jobs cannot be submitted until it does (scontrol ping); LOCAL_MODE=1 runs them on this machine");
    }
}
