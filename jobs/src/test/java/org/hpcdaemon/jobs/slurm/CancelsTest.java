package org.hpcdaemon.jobs.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.hpcdaemon.jobs.JobsRig;
import org.hpcdaemon.jobs.ManyJobs;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.JobRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Agents that cancel many jobs cost SLURM a request for each, and not a look through the queue. */
final class CancelsTest {
    @TempDir
    Path home;

    @Test
    void noCancelAsksForTheQueue() throws IOException {
        List<JobId> jobs;
        try (JobsRig before = rig()) {
            jobs = ManyJobs.accepted(before, 60);
        }
        try (JobsRig rig = rig()) {
            await().until(() -> !calls("squeue").isEmpty());
            for (JobId job : jobs) {
                Files.createDirectories(rig.places.folder(job).path());
                assertThat(rig.jobs
                                .cancel(JobsRig.ANN, new JobRequest.Cancel(job, null))
                                .cancelling())
                        .isTrue();
            }
            assertThat(calls("scancel")).hasSize(60).first().isEqualTo("1000");
            assertThat(calls("squeue")).hasSize(1);
        }
    }

    private JobsRig rig() throws IOException {
        return ScriptedSlurm.rig(
                home, List.of("squeue", "scancel", "sacct"), "echo \"$*\" >>" + home + "/${0##*/}.calls\n");
    }

    private List<String> calls(String program) throws IOException {
        Path calls = home.resolve(program + ".calls");
        return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
    }
}
