package org.hpcdaemon.jobs.slurm.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What of the environment the daemon was started in matters to SLURM. */
public final class SlurmEnvironment {
    private static final String DEFAULT_PATH = "/usr/local/bin:/usr/bin:/bin";

    /** Who runs, where, in which language, and which SLURM is meant. */
    private static final List<String> COMMANDS_NEED =
            List.of("PATH", "HOME", "USER", "LOGNAME", "LD_LIBRARY_PATH", "SLURM_CONF", "SLURM_CLUSTERS");

    /** Of SLURM's commands, of a job that the daemon was started in, and of the login session: untrue on a node. */
    private static final Pattern NOT_FOR_JOBS = Pattern.compile(
            "(SLURM|SBATCH|SALLOC|SQUEUE|SACCT|SRUN|SSH)_.*|XDG_RUNTIME_DIR|XDG_SESSION_ID|DBUS_SESSION_BUS_ADDRESS|DISPLAY"
                    + "|TMPDIR|HOSTNAME|PWD|OLDPWD|SHLVL|_");

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
        Map<String, String> kept = new HashMap<>();
        kept.put("PATH", DEFAULT_PATH);
        for (String name : COMMANDS_NEED) {
            if (own.containsKey(name)) {
                kept.put(name, own.get(name));
            }
        }
        kept.put("LC_ALL", "C");
        return kept;
    }

    /** For jobs: what a command run by this daemon would have, without what belongs to another job. */
    public static Map<String, String> jobs(Map<String, String> own) {
        Map<String, String> kept = new HashMap<>(own);
        kept.keySet().removeIf(name -> NOT_FOR_JOBS.matcher(name).matches());
        return kept;
    }
}
