package org.hpcdaemon.jobs.slurm.step;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.hpcdaemon.jobs.folder.JobFolder;

/** What lies in the folder of a job of SLURM's, so that {@code srun} works in it within the limits. */
public final class StepFiles {
    private StepFiles() {}

    /** Writes it; the wrapper has no use for it where the job has no sandbox. */
    public static void write(JobFolder folder) throws IOException {
        folder.put("steps", resource("steps.sh"));
        folder.put("steps.srun", resource("srun.sh"));
        folder.put("steps.options", StepRule.table().getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = StepFiles.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the program lacks its resource " + name);
            }
            return in.readAllBytes();
        }
    }
}
