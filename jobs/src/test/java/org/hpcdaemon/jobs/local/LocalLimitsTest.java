package org.hpcdaemon.jobs.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.hpcdaemon.jobs.JobsRig;
import org.hpcdaemon.jobs.Specs;
import org.hpcdaemon.linux.process.Host;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.hpcdaemon.protocol.message.job.JobState;
import org.hpcdaemon.protocol.message.value.LogStream;
import org.hpcdaemon.protocol.rpc.Json;
import org.hpcdaemon.session.route.Caller;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keeps local jobs from taking more of their machine than they may. */
@Tag("slow")
final class LocalLimitsTest {
    private static final int NICENESS = 7;

    /** Of the account owner. */
    private static final Caller PERSON = new Caller(JobsRig.ANN.user(), null);

    @TempDir
    Path home;

    /** Makes so many megabytes, does something and ends. */
    private static String holding(int megabytes, String then) {
        return "perl -e '$n = " + megabytes + "000000; $x = \"a\" x $n; " + then + "'";
    }

    @Test
    void aJobWithMoreMemoryThanItAskedForIsOutOfMemoryHoweverItIsSpread() throws IOException {
        try (JobsRig rig = rig()) {
            JobInfo one = rig.submit(memory(100, holding(150, "sleep 60")));
            assertThat(end(rig, one))
                    .returns(JobState.OUT_OF_MEMORY, JobInfo::state)
                    .returns("KILL", JobInfo::signal)
                    .returns("used more memory than it asked for", JobInfo::reason);
            JobInfo two = rig.submit(memory(100, holding(65, "sleep 60") + " & " + holding(65, "sleep 60")));
            JobInfo detached = rig.submit(memory(100, "(setsid " + holding(150, "sleep 60") + " &) ; sleep 60"));
            assertThat(end(rig, two).state()).isEqualTo(JobState.OUT_OF_MEMORY);
            assertThat(end(rig, detached).state()).isEqualTo(JobState.OUT_OF_MEMORY);
            assertThat(new ProcTrees()
                            .marked(LocalContext.TASK_MARK, detached.job().value()))
                    .isEmpty();
        }
    }

    /** Of what may be half written. */
    private static boolean isMoreThan(long kb, String line) {
        return line.endsWith("\n") && Long.parseLong(line.strip()) > kb;
    }

    @Test
    void whatIsSharedCountsOnceAndWhatIsOnlyReservedNotAtAll() throws IOException {
        try (JobsRig rig = rig()) {
            // Children have their parent's pages until one of them writes.
            JobInfo shared = rig.submit(memory(
                    100,
                    "ulimit -v; "
                            + holding(
                                    65,
                                    "fork; fork; select(undef, undef, undef, 0.1) until -e \"go\"; 1 while wait > 0")));
            Path peak = rig.places.folder(shared.job()).path().resolve("peak");
            await().until(() -> Files.exists(peak) && isMoreThan(62_000, Files.readString(peak)));
            Files.createFile(rig.work().resolve("go"));
            JobInfo ended = end(rig, shared);
            assertThat(ended.state()).as(ended.toString()).isEqualTo(JobState.COMPLETED);
            assertThat(log(rig, ended.job())).isEqualTo("unlimited\n");
            assertThat(Objects.requireNonNull(ended.usage()).memoryEfficiency()).isBetween(0.6, 1.0);
        }
    }

    @Test
    void aJobRunsOnAsManyProcessorsAsItAskedForAndNotOnAnothersAlsoAfterARestart() throws IOException {
        assumeTrue(Processors.allowed().size() == 2, "jobs of one processor each need a machine of two");
        JobInfo first;
        try (JobsRig rig = rig()) {
            first = rig.submit(Specs.sh("nproc; taskset -pc $$; until [ -e go ]; do sleep 0.05; done"));
            await().until(() -> log(rig, first.job()).lines().count() == 2);
        }
        try (JobsRig rig = rig()) {
            JobInfo second = end(rig, rig.submit(Specs.sh("nproc; taskset -pc $$")));
            Files.createFile(rig.work().resolve("go"));
            JobInfo both = end(rig, rig.submit(spec("\"argv\":[\"nproc\"],\"cpus\":2")));

            assertThat(log(rig, first.job())).startsWith("1\n");
            assertThat(log(rig, second.job())).startsWith("1\n");
            assertThat(List.of(last(log(rig, first.job())), last(log(rig, second.job()))))
                    .containsExactlyInAnyOrder("0", "1");
            assertThat(log(rig, both.job())).isEqualTo("2\n");
        }
    }

    private static String last(String text) {
        return text.strip().replaceFirst("(?s).* ", "");
    }

    private static JobSpec memory(int megabytes, String command) {
        return spec("\"argv\":[\"bash\",\"-c\"," + Json.write(command) + "],\"memoryMb\":" + megabytes);
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
    void theAccountOwnerReadsAndEndsTheJobsOfAnyAgent() throws IOException {
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
                home,
                new LocalLimits(2, Long.MAX_VALUE, 0, NICENESS, Duration.ofSeconds(1)),
                Host.here(),
                scheduler -> scheduler);
    }

    private static JobSpec spec(String fields) {
        return Json.read("{" + fields + "}", JobSpec.class);
    }

    private static JobInfo end(JobsRig rig, JobInfo job) {
        await().until(() -> rig.status(job.job()).state().terminal());
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
