package org.hpcdaemon.jobs.slurm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.hpcdaemon.jobs.JobsRig;
import org.hpcdaemon.jobs.Specs;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.hpcdaemon.protocol.message.job.JobState;
import org.hpcdaemon.protocol.rpc.Json;
import org.hpcdaemon.testkit.Patience;
import org.hpcdaemon.testkit.slurm.SlurmVariant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What a job asks for reaches SLURM, and what SLURM says of a job that waits reaches its agent. */
@Execution(ExecutionMode.CONCURRENT)
final class AskedOfSlurmTest {
    @TempDir
    Path home;

    @Test
    void whatAJobAsksForIsWhatSlurmGivesIt() throws Exception {
        try (SlurmRig rig = SlurmRig.open(SlurmVariant.plain().withEquipment(), home)) {
            Path elsewhere = Files.createDirectories(rig.daemon().work().resolve("else where"));
            JobId job = submit(rig, """
                    {"name":"all of it","argv":["bash","-c","echo $GREETING; pwd; echo $SLURM_NTASKS $SLURM_CPUS_PER_TASK; echo $SLURM_JOB_GPUS"],
                     "cwd":"%s","env":{"GREETING":"hello  there"},"timeLimitSeconds":3600,"nodes":1,"tasks":2,"cpus":1,
                     "memoryMb":300,"partition":"main","gres":"gpu:fake:2","constraint":"fast","extra":["--hold","--nice=7"]}
                    """.formatted(elsewhere));
            assertThat(waiting(rig, job, "JobHeldUser")).isNotNull();
            String shown = rig.slurm.run("scontrol", "--oneliner", "show", "job", id(rig, job));
            assertThat(shown)
                    .contains(
                            "JobName=all of it ",
                            " Nice=7 ",
                            " TimeLimit=01:00:00 ",
                            " Partition=main ",
                            " NumNodes=1",
                            " NumTasks=2 ",
                            "mem=300M",
                            " Features=fast ",
                            " StdIn=/dev/null",
                            " Comment=hpc-daemon/" + job)
                    // with a slash in newer releases
                    .containsPattern("TresPerNode=gres[:/]gpu:fake:2");
            rig.slurm.run("scontrol", "release", id(rig, job));

            assertThat(rig.awaitEnd(job).state()).isEqualTo(JobState.COMPLETED);
            assertThat(rig.daemon().places.folder(job).path().resolve("stdout"))
                    .hasContent("hello there\n" + elsewhere + "\n2 1\n0,1\n");
        }
    }

    @Test
    void whyAJobWaitsAndWhenItMayStartAreTold() throws Exception {
        try (SlurmRig rig = SlurmRig.open(SlurmVariant.plain(), home)) {
            JobId late = submit(rig, "{\"argv\":[\"true\"],\"extra\":[\"--begin=now+2hours\"]}");
            JobInfo waits = waiting(rig, late, "BeginTime");
            assertThat(waits.estimatedStart())
                    .isBetween(
                            Instant.now().plus(Duration.ofMinutes(110)),
                            Instant.now().plus(Duration.ofMinutes(121)));

            JobId first = rig.daemon()
                    .submit(Specs.sh("until [ -e go ]; do sleep 0.1; done; exit 1"))
                    .job();
            JobId good = rig.daemon()
                    .submit(Specs.after("exit 0", "afterok:" + first))
                    .job();
            JobId bad = rig.daemon()
                    .submit(Specs.after("exit 0", "afternotok:" + first))
                    .job();
            JobId any = rig.daemon()
                    .submit(Specs.after("exit 0", "afterany:" + first))
                    .job();
            waiting(rig, good, "Dependency");
            waiting(rig, bad, "Dependency");
            JobId large = submit(rig, "{\"argv\":[\"true\"],\"cpus\":2}");
            waiting(rig, large, "Resources");
            Files.createFile(rig.daemon().work().resolve("go"));

            assertThat(rig.awaitEnd(bad).state()).isEqualTo(JobState.COMPLETED);
            assertThat(rig.awaitEnd(any).state()).isEqualTo(JobState.COMPLETED);
            assertThat(rig.awaitEnd(good)).returns(JobState.CANCELLED, JobInfo::state);
            assertThat(rig.awaitEnd(large).state()).isEqualTo(JobState.COMPLETED);
        }
    }

    private static JobId submit(SlurmRig rig, String spec) {
        return rig.daemon().submit(Json.read(spec, JobSpec.class)).job();
    }

    private static JobInfo waiting(SlurmRig rig, JobId job, String reason) {
        return Patience.await()
                .until(
                        () -> rig.daemon().status(job),
                        info -> info.state() == JobState.PENDING && reason.equals(info.reason()));
    }

    private static String id(SlurmRig rig, JobId job) {
        JobsRig daemon = rig.daemon();
        return Objects.requireNonNull(daemon.status(job).schedulerId());
    }
}
