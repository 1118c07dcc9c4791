package org.hpcdaemon.jobs.slurm;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.hpcdaemon.jobs.command.SchedulerCommands;
import org.hpcdaemon.jobs.slurm.command.SlurmEnvironment;

/** Whether there is a SLURM here to give jobs to. */
public final class SlurmDetection {
    /** It reads a file, or at most asks the name service and slurmctld for one. */
    private static final Duration DETECTION_TIMEOUT = Duration.ofSeconds(15);

    /** What every command of SLURM ends with, within milliseconds, where only its packages are installed. */
    private static final String NOT_CONFIGURED = "Could not establish a configuration source";

    private static final System.Logger LOG = System.getLogger(SlurmDetection.class.getName());

    private SlurmDetection() {}

    /**
     * Whether sbatch is on the {@code PATH} and knows of a cluster; whether that answers now does not matter.
     *
     * @param own the environment this daemon was started in
     */
    public static boolean here(Map<String, String> own) {
        if (SchedulerCommands.find("sbatch", own).isEmpty()) {
            return false;
        }
        SchedulerCommands.Outcome version = new SchedulerCommands(SlurmEnvironment.commands(own))
                .run(DETECTION_TIMEOUT, List.of("sbatch", "--version"));
        boolean configured = !(version instanceof SchedulerCommands.Outcome.Done done
                && done.exitCode() != 0
                && done.err().contains(NOT_CONFIGURED));
        if (!configured) {
            LOG.log(
                    Level.WARNING,
                    "sbatch finds no cluster, so jobs run on this machine; if there is one, set SLURM_CONF and restart");
        }
        return configured;
    }
}
