package org.hpcdaemon.jobs.slurm.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.hpcdaemon.jobs.command.SchedulerEnvironment;

/** What of the environment the daemon was started in matters to SLURM. */
public final class SlurmEnvironment {
    /** Who runs, where, in which language, and which SLURM is meant. */
    private static final List<String> COMMANDS_NEED =
            List.of("PATH", "HOME", "USER", "LOGNAME", "LD_LIBRARY_PATH", "SLURM_CONF", "SLURM_CLUSTERS");

    /** Of SLURM's commands, of a job that the daemon was started in, and of the login session: untrue on a node. */
    private static final Pattern NOT_FOR_JOBS = Pattern.compile(
            "(SLURM|SBATCH|SALLOC|SQUEUE|SACCT|SRUN|SSH)_.*|XDG_RUNTIME_DIR|XDG_SESSION_ID|DBUS_SESSION_BUS_ADDRESS|DISPLAY"
                    + "|TMPDIR|HOSTNAME|PWD|OLDPWD|SHLVL|_");

    private static final SchedulerEnvironment RULES =
            new SchedulerEnvironment(COMMANDS_NEED, Map.of("LC_ALL", "C"), NOT_FOR_JOBS);

    private SlurmEnvironment() {}

    /** The number of the user this runs as. */
    public static long user() {
        try {
            return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read /proc", e);
        }
    }

    /** For SLURM's commands. */
    public static Map<String, String> commands(Map<String, String> own) {
        return RULES.commands(own);
    }

    /** For jobs: what a command run by this daemon would have, without what belongs to another job. */
    public static Map<String, String> jobs(Map<String, String> own) {
        return RULES.jobs(own);
    }
}
