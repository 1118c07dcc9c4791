package org.hpcdaemon.jobs.slurm;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hpcdaemon.jobs.slurm.command.SlurmEnvironment;
import org.hpcdaemon.testkit.slurm.SlurmCluster;

/** Settings for a SLURM without other users. */
public final class TestSettings {
    /** As many answers as it takes come in less. */
    private static final Duration MISSING_FOR = Duration.ofSeconds(1);

    private TestSettings() {}

    public static SlurmSettings of(SlurmCluster slurm, Duration certainAfter) {
        return of(slurm.environment(), certainAfter);
    }

    /** For a SLURM that its commands find by this part of their environment. */
    public static SlurmSettings of(Map<String, String> slurm, Duration certainAfter) {
        return new SlurmSettings(
                SlurmEnvironment.user(),
                commands(slurm),
                SlurmEnvironment.jobs(System.getenv()),
                List.of(),
                Duration.ofMillis(500),
                certainAfter,
                MISSING_FOR);
    }

    private static Map<String, String> commands(Map<String, String> slurm) {
        Map<String, String> own = new HashMap<>(System.getenv());
        own.putAll(slurm);
        return SlurmEnvironment.commands(own);
    }
}
