package org.hpcdaemon.daemon.job.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.hpcdaemon.daemon.job.JobsRig;
import org.hpcdaemon.daemon.job.Specs;
import org.hpcdaemon.daemon.route.Caller;
import org.hpcdaemon.daemon.store.Host;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.JobInfo;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.JobSpec;
import org.hpcdaemon.protocol.message.JobState;
import org.hpcdaemon.protocol.message.LogStream;
import org.hpcdaemon.protocol.rpc.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keeps local jobs from taking more of their machine than they may. */
final class LocalLimitsTest {
    private static final int NICENESS = 7;

    /** Of the user in person. */
    private static final Caller PERSON = new Caller(JobsRig.ANN.user(), null);

    @TempDir
    Path home;

    @Test
    void memoryIsWhatWasAskedForAndAProgramThatWantsMoreFails() throws IOException {
        try (JobsRig rig = rig()) {
            JobInfo ended = end(rig, rig.submit(spec("""
                    "argv":["bash","-c","ulimit -v; x=$(head -c 300000000 /dev/zero | tr '\\\\0' a); echo got it"],\
                    "memoryMb":50""")));
            assertThat(log(rig, ended.job())).startsWith("51200\n").doesNotContain("got it");
            assertThat(ended.state()).isEqualTo(JobState.FAILED);
        }
    }

    @Test
    void jobsArePoliterThanTheirDaemon() throws IOException, InterruptedException {
        try (JobsRig rig = rig()) {
            Process nice = new ProcessBuilder("nice").start();
            int own =
                    Integer.parseInt(new String(nice.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
            nice.waitFor();
            JobInfo ended = end(rig, rig.submit(Specs.sh("nice")));
            assertThat(log(rig, ended.job())).isEqualTo(Math.min(19, own + NICENESS) + "\n");
        }
    }

    @Test
    void aJobOfTwoCpusWaitsForBothAndNothingOvertakesIt() throws IOException {
        try (JobsRig rig = rig()) {
            JobInfo first = rig.submit(Specs.sh("until [ -e go ]; do sleep 0.05; done; echo first >> order"));
            JobInfo both = rig.submit(spec("\"argv\":[\"sh\",\"-c\",\"echo both >> order\"],\"cpus\":2"));
            JobInfo last = rig.submit(Specs.sh("echo last >> order"));
            await().until(() -> rig.status(first.job()).state() == JobState.RUNNING);
            assertThat(rig.status(last.job()).state()).isEqualTo(JobState.PENDING);

            Files.createFile(rig.work().resolve("go"));

            end(rig, both);
            end(rig, last);
            assertThat(rig.work().resolve("order")).hasContent("first\nboth\nlast");
        }
    }

    @Test
    void theUserInPersonReadsAndEndsTheJobsOfAnyAgent() throws IOException {
        try (JobsRig rig = rig()) {
            JobId job = rig.submit(Specs.sh("echo hers; sleep 600")).job();
            await().until(() -> log(rig, job).equals("hers\n"));
            assertThat(rig.jobs.status(PERSON, new JobRequest.Status(job)).agent())
                    .isEqualTo(JobsRig.ANN.agent());
            rig.jobs.cancel(PERSON, new JobRequest.Cancel(job, null));
            await().until(() -> rig.status(job).state() == JobState.CANCELLED);
        }
    }

    private JobsRig rig() throws IOException {
        return new JobsRig(
                home, new LocalLimits(2, 0, NICENESS, Duration.ofSeconds(1)), Host.here(), scheduler -> scheduler);
    }

    private static JobSpec spec(String fields) {
        return Json.read("{" + fields + "}", JobSpec.class);
    }

    private static JobInfo end(JobsRig rig, JobInfo job) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> rig.status(job.job()).state().terminal());
        return rig.status(job.job());
    }

    private static String log(JobsRig rig, JobId job) {
        return new String(
                rig.jobs
                        .logs(PERSON, new JobRequest.Logs(job, LogStream.STDOUT, null, null, null))
                        .data()
                        .toArray(),
                StandardCharsets.UTF_8);
    }
}
