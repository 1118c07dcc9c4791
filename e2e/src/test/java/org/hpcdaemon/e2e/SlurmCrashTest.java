package org.hpcdaemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.e2e.world.Daemon;
import org.hpcdaemon.e2e.world.Inbox;
import org.hpcdaemon.e2e.world.World;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.job.Event;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.testkit.slurm.SlurmCluster;
import org.hpcdaemon.testkit.slurm.SlurmVariant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} of the daemon around sbatch and around the ends of jobs: none lost, none twice, one wake-up each. */
final class SlurmCrashTest {
    private static final int CYCLES = 10;
    private static final int JOBS = 2;

    /** An sbatch takes some 30 ms, a job a second to start: kills fall before, into and after each. */
    private static final int SUBMIT_MS = 200;

    private static final int END_MS = 2500;

    @Test
    void aDaemonThatDiesAroundSbatchAndTheEndLosesNoJobRunsNoneTwiceAndWakesOnce(@TempDir Path folder)
            throws Exception {
        assumeTrue(SlurmCluster.missing().isEmpty(), SlurmCluster.missing());
        SplittableRandom random = new SplittableRandom(World.SEED);
        try (SlurmCluster slurm = SlurmCluster.start(SlurmVariant.plain());
                World world = World.start(SlurmCrashTest.class, folder);
                ExecutorService agents = Executors.newVirtualThreadPerTaskExecutor()) {
            Daemon box = world.box(SlurmJobsTest.on(slurm));
            HpcClient client = world.client(world.platform().agentKey(World.ADA, "agent"));
            try (DaemonSession session = client.connect(box.id())) {
                List<JobId> jobs = new ArrayList<>();
                for (int cycle = 0; cycle < CYCLES; cycle++) {
                    List<CompletableFuture<JobId>> submissions = new ArrayList<>();
                    for (int i = 0; i < JOBS; i++) {
                        JobRequest.Submit submit = submit(cycle * JOBS + i);
                        submissions.add(CompletableFuture.supplyAsync(
                                () -> session.call(submit, JobInfo.class).job(), agents));
                    }
                    killAfter(random.nextInt(SUBMIT_MS), box);
                    for (CompletableFuture<JobId> submission : submissions) {
                        jobs.add(submission.get(120, TimeUnit.SECONDS));
                    }
                    killAfter(random.nextInt(END_MS), box);
                }

                List<Event> events = new Inbox(client).await(jobs.size());

                assertThat(events)
                        .extracting(
                                event -> event.endedJob().job(),
                                event -> event.endedJob().exitCode(),
                                Event::stdoutTail)
                        .containsExactlyInAnyOrderElementsOf(jobs.stream()
                                .map(job -> tuple(job, jobs.indexOf(job), "tail " + jobs.indexOf(job) + "\n"))
                                .toList());
                for (int number = 0; number < jobs.size(); number++) {
                    assertThat(Files.readAllLines(box.work().resolve("runs-" + number)))
                            .as("runs of job %d", number)
                            .hasSize(1);
                }
            }
        }
    }

    private static JobRequest.Submit submit(int number) {
        String command = "echo ran >>runs-%1$d; echo tail %1$d; exit %1$d".formatted(number);
        return new JobRequest.Submit(RandomIds.secure().key(), Jobs.shell(command, "context"));
    }

    private static void killAfter(int milliseconds, Daemon box) throws InterruptedException {
        boolean _ = new CountDownLatch(1).await(milliseconds, TimeUnit.MILLISECONDS);
        box.program().kill();
        box.startAgain();
    }
}
