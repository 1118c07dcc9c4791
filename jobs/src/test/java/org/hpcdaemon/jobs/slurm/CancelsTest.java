package org.hpcdaemon.jobs.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
        Path bin = Files.createDirectories(home.resolve("bin"));
        for (String program : List.of("squeue", "scancel", "sacct")) {
            Path script = bin.resolve(program);
            Files.writeString(script, "#!/bin/sh\necho \"$*\" >>" + home.resolve(program + ".calls") + "\n");
            script.toFile().setExecutable(true);
        }
        SlurmSettings settings = new SlurmSettings(
                0,
                Map.of("PATH", bin + ":/usr/bin:/bin"),
                Map.of(),
                List.of(),
                Duration.ofMinutes(5),
                Duration.ZERO,
                Duration.ofMinutes(5));
        return new JobsRig(home, (places, store, clock) -> new SlurmScheduler(settings, places, store::info, clock));
    }

    private List<String> calls(String program) throws IOException {
        Path calls = home.resolve(program + ".calls");
        return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
    }
}
