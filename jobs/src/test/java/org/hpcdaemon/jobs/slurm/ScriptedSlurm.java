package org.hpcdaemon.jobs.slurm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.hpcdaemon.jobs.JobsRig;

/** A SLURM whose programs are scripts of a test's own: for what is asked of one, not for what one answers. */
final class ScriptedSlurm {
    private ScriptedSlurm() {}

    /**
     * Jobs that are watched by it.
     *
     * @param home where the scripts are too
     * @param script what each of the programs does, in sh; its name is what {@code $0} ends with
     */
    static JobsRig rig(Path home, List<String> programs, String script) throws IOException {
        Path bin = Files.createDirectories(home.resolve("bin"));
        for (String program : programs) {
            Path file = bin.resolve(program);
            Files.writeString(file, "#!/bin/sh\n" + script);
            file.toFile().setExecutable(true);
        }
        SlurmSettings settings = new SlurmSettings(
                0,
                Map.of("PATH", bin + ":/usr/bin:/bin"),
                Map.of(),
                List.of(),
                Duration.ofMinutes(5),
                Duration.ZERO,
                Duration.ofMinutes(5));
        return new JobsRig(home, (places, store, clock) -> new SlurmScheduler(settings, places, store::info, clock));
    }
}
