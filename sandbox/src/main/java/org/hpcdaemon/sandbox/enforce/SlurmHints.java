package org.hpcdaemon.sandbox.enforce;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.hpcdaemon.sandbox.kernel.Executables;
import org.hpcdaemon.sandbox.plan.SandboxPlan;

/**
 * Programs that stand before SLURM's commands on the PATH of what is confined: each runs the command of its name, and if that
 * fails says why it may have, since SLURM's own words are about munge and not about the limits.
 *
 * @param folder theirs; empty where there is no SLURM
 */
public record SlurmHints(Path folder, boolean any) {
    private static final List<String> COMMANDS =
            List.of("srun", "sbatch", "salloc", "squeue", "scancel", "scontrol", "sacct", "sinfo");

    private static final String PROGRAM = """
            #!/bin/sh
            # hpc-daemon: runs SLURM's command of this name, and if that fails says why it may have.
            name=${0##*/} real='' IFS=:
            for folder in $PATH; do
                if [ -x "$folder/$name" ] && ! [ "$folder/$name" -ef "$0" ]; then
                    real=$folder/$name
                    break
                fi
            done
            unset IFS
            "${real:-/nonexistent/$name}" "$@"
            code=$?
            [ "$code" -eq 0 ] || case $name in
                srun) instead='on one node, mpirun or "&" and wait start the tasks; for several nodes submit a job by the job API (hpc job submit, job.submit), in which srun works' ;;
                sbatch | salloc) instead='submit jobs by the job API (hpc job submit, job.submit)' ;;
                *) instead='the job API knows the jobs (hpc job list, job.status), and hpc info (daemon.info) the cluster' ;;
            esac
            [ "$code" -eq 0 ] || printf 'hpc-daemon: %s cannot reach SLURM from within the limits of the allowed directories: %s\\n' "$name" "$instead" >&2
            exit "$code"
            """;

    /** Makes them for those commands that are on a PATH. */
    public static SlurmHints in(Path folder, String path) throws IOException {
        BoxFolder.ownersOnly(folder);
        boolean any = false;
        for (String command : COMMANDS) {
            Path program = folder.resolve(command);
            if (Executables.onPath(command, path).isEmpty()) {
                Files.deleteIfExists(program);
            } else {
                any = true;
                if (!Files.exists(program) || !Files.readString(program).equals(PROGRAM)) {
                    // A command that starts at this moment may be reading the old one.
                    Path made = Files.writeString(folder.resolve("." + command), PROGRAM);
                    Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwx------"));
                    Files.move(made, program, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
        return new SlurmHints(folder, any);
    }

    /** What a box is told of them. */
    void tell(SandboxPlan plan) {
        if (any) {
            plan.read(folder).say("front", folder.toString());
        }
    }

    List<Path> readable() {
        return any ? List.of(folder) : List.of();
    }

    /** Puts them before the rest of what is searched for commands. */
    void putFirst(Map<String, String> environment) {
        if (any) {
            putFirst(folder.toString(), environment);
        }
    }

    static void putFirst(String folder, Map<String, String> environment) {
        environment.computeIfPresent(
                "PATH", (_, path) -> (":" + path + ":").contains(":" + folder + ":") ? path : folder + ":" + path);
    }
}
