package org.hpcdaemon.jobs.gridengine;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.hpcdaemon.jobs.command.SchedulerCommands;
import org.hpcdaemon.jobs.gridengine.command.GridEngineEnvironment;

/** Whether there is a Grid Engine here to give jobs to. */
public final class GridEngineDetection {
    /** A qmaster that stands still is not waited for: it is one. */
    private static final Duration DETECTION_TIMEOUT = Duration.ofSeconds(15);

    /** What every command of Grid Engine ends with, within milliseconds, where only its packages are installed. */
    private static final List<String> NOT_CONFIGURED = List.of("SGE_ROOT", "act_qmaster");

    private static final System.Logger LOG = System.getLogger(GridEngineDetection.class.getName());

    private GridEngineDetection() {}

    /**
     * Whether qsub is on the {@code PATH} together with qconf, which no PBS has and no SLURM that has a qsub, and they know of a cell;
     * whether that answers now does not matter.
     *
     * @param own the environment this daemon was started in
     */
    public static boolean here(Map<String, String> own) {
        if (SchedulerCommands.find("qsub", own).isEmpty()
                || SchedulerCommands.find("qconf", own).isEmpty()) {
            return false;
        }
        SchedulerCommands commands = new SchedulerCommands(GridEngineEnvironment.commands(own));
        boolean configured = !(commands.run(DETECTION_TIMEOUT, List.of("qconf", "-sss"))
                        instanceof SchedulerCommands.Outcome.Done done
                && done.exitCode() != 0
                && findsNoCell(done.out() + done.err()));
        if (!configured) {
            LOG.log(
                    Level.WARNING,
                    "qsub finds no cell of Grid Engine, so jobs run on this machine; if there is one, set SGE_ROOT and SGE_CELL, and"
                            + " restart");
        }
        return configured;
    }

    /** Whether a command of Grid Engine's has ended because it is set up for none. */
    private static boolean findsNoCell(String said) {
        return NOT_CONFIGURED.stream().anyMatch(said::contains);
    }
}
