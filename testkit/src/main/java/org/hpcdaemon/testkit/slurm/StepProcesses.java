package org.hpcdaemon.testkit.slurm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The processes of jobs, and slurmstepd above each, which outlive slurmd.
 *
 * @param conf the slurm.conf(5) that is in their environment
 */
record StepProcesses(Path conf) {
    private static final String STEP_DAEMON = "slurmstepd";

    /** Kills them all, the watchers before the watched: a job that slurmstepd saw die is told as killed, not as lost with its node. */
    void kill(Set<Long> others) {
        boolean found = true;
        while (found) { // until one look finds nothing: what is killed may just have started something
            List<ProcessHandle> jobs = ProcessHandle.allProcesses()
                    .filter(process -> !others.contains(process.pid()) && isInStep(process))
                    .toList();
            // By its children: since 24.11 its title overwrites its own environment.
            Set<ProcessHandle> above = jobs.stream()
                    .map(ProcessHandle::parent)
                    .flatMap(Optional::stream)
                    .filter(StepProcesses::isStepDaemon)
                    .collect(Collectors.toSet());
            found = false;
            for (ProcessHandle process :
                    Stream.concat(above.stream(), jobs.stream()).toList()) {
                found |= process.destroyForcibly();
            }
        }
    }

    private boolean isInStep(ProcessHandle process) {
        String environment = read(process, "environ");
        return environment.contains("SLURM_CONF=" + conf + "\0")
                && (environment.contains("SLURM_JOB_ID=") || isStepDaemon(process));
    }

    private static boolean isStepDaemon(ProcessHandle process) {
        return read(process, "cmdline").startsWith(STEP_DAEMON);
    }

    /** Empty if it has ended. */
    private static String read(ProcessHandle process, String file) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
