package org.hpcdaemon.jobs.slurm.step;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.hpcdaemon.jobs.folder.JobFolder;
import org.hpcdaemon.protocol.Resource;

/** What lies in the folder of a job of SLURM's, so that {@code srun} works in it within the limits. */
public final class StepFiles {
    private StepFiles() {}

    /** Writes it; the wrapper has no use for it where the job has no sandbox. */
    public static void write(JobFolder folder) throws IOException {
        folder.put("steps", Resource.bytes(StepFiles.class, "steps.sh"));
        folder.put("steps.srun", Resource.bytes(StepFiles.class, "srun.sh"));
        folder.put("steps.options", StepRule.table().getBytes(StandardCharsets.UTF_8));
    }
}
