package org.hpcdaemon.linux.process;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a shell has of a batch job that it runs in: a daemon may be started there, by {@code salloc} or in a tmux that {@code srun}
 * started. It is true of that job's processes alone; a command of an agent that had it would be taken for a step of a job that may have ended.
 */
public final class Allocation {
    /** Which SLURM is meant: chosen by the machine or the user, not by a job. */
    private static final Set<String> OF_THE_MACHINE = Set.of("SLURM_CONF", "SLURM_CLUSTERS");

    /** Of schedulers, of what starts ranks, and the devices that either gave. */
    private static final Pattern OF_A_JOB =
            Pattern.compile("(SLURM|SBATCH|SALLOC|SRUN|PMI|PMI2|PMIX|PRTE|OMPI|HYDRA|HYDI|MPIEXEC)_.*"
                    + "|\\w+_VISIBLE_DEVICES|GPU_DEVICE_ORDINAL");

    /** A job's, where there is one; elsewhere the user's own choice. */
    private static final List<String> OF_A_JOB_OR_THE_USER = List.of("OMP_NUM_THREADS", "TMPDIR");

    /** Only processes of a job have these: the job's number, or that of a rank. */
    private static final List<String> MARKS =
            List.of("SLURM_JOB_ID", "SLURM_JOBID", "PMIX_RANK", "PMI_RANK", "OMPI_COMM_WORLD_RANK");

    private Allocation() {}

    /** Which job's process has that environment, in words; empty: no job's. */
    public static Optional<String> in(Map<String, String> environment) {
        return MARKS.stream()
                .filter(environment::containsKey)
                .findFirst()
                .map(mark -> mark.startsWith("SLURM_") ? "SLURM job " + environment.get(mark) : "an MPI program");
    }

    /** Takes out what belongs to a job. */
    static void leave(Map<String, String> environment) {
        if (in(environment).isPresent()) {
            environment.keySet().removeAll(OF_A_JOB_OR_THE_USER);
        }
        environment
                .keySet()
                .removeIf(name ->
                        !OF_THE_MACHINE.contains(name) && OF_A_JOB.matcher(name).matches());
    }
}
