package org.hpcdaemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;
import static org.hpcdaemon.testkit.Patience.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.e2e.world.Daemon;
import org.hpcdaemon.e2e.world.Inbox;
import org.hpcdaemon.e2e.world.Processes;
import org.hpcdaemon.e2e.world.World;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.exec.ExecResult;
import org.hpcdaemon.protocol.message.job.Event;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobList;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} of the daemon at random moments loses no job, runs none twice, and wakes its agent once for each. */
@Order(1)
final class DaemonCrashTest {
    private static final int CYCLES = 6;
    private static final int JOBS = 4;

    /** A submission takes some 50 ms, a job here up to 600 ms, a wake-up a second: kills fall into all of them. */
    private static final int SUBMIT_MS = 300;

    private static final int END_MS = 1800;

    private record Submitted(int number, JobId job) {}

    @Test
    void aDaemonThatDiesAroundSubmitEndAndWakeUpLosesNoJobAndWakesOnce(@TempDir Path folder) throws Exception {
        SplittableRandom random = new SplittableRandom(World.SEED);
        try (World world = World.start(DaemonCrashTest.class, folder);
                ExecutorService agents = Executors.newVirtualThreadPerTaskExecutor()) {
            Daemon box = world.box();
            HpcClient client = world.client(world.platform().agentKey(World.ADA, "agent"));
            try (DaemonSession session = client.connect(box.id())) {
                List<Submitted> jobs = new ArrayList<>();
                for (int cycle = 0; cycle < CYCLES; cycle++) {
                    List<CompletableFuture<Submitted>> submissions = new ArrayList<>();
                    for (int i = 0; i < JOBS; i++) {
                        JobRequest.Submit submit = submit(cycle * JOBS + i, random.nextInt(600));
                        int number = cycle * JOBS + i;
                        submissions.add(CompletableFuture.supplyAsync(
                                () -> new Submitted(
                                        number,
                                        session.call(submit, JobInfo.class).job()),
                                agents));
                    }
                    killAfter(random.nextInt(SUBMIT_MS), box);
                    for (CompletableFuture<Submitted> submission : submissions) {
                        jobs.add(submission.get(120, TimeUnit.SECONDS));
                    }
                    killAfter(random.nextInt(END_MS), box);
                }

                Inbox inbox = new Inbox(client);
                inbox.await(jobs.size());
                // What a last daemon finds in its outbox or among its jobs, it says again; no agent may get it twice.
                killAfter(0, box);
                JobList known = session.call(new JobRequest.List(false, 1000), JobList.class);
                JobInfo last = session.call(submit(CYCLES * JOBS, 0), JobInfo.class);
                jobs.add(new Submitted(CYCLES * JOBS, last.job()));
                List<Event> events = inbox.await(jobs.size());

                assertThat(events)
                        .extracting(
                                event -> event.endedJob().job(),
                                Event::context,
                                event -> event.endedJob().exitCode(),
                                Event::stdoutTail)
                        .containsExactlyInAnyOrderElementsOf(jobs.stream()
                                .map(job -> tuple(
                                        job.job(),
                                        "context " + job.number(),
                                        job.number(),
                                        "tail " + job.number() + "\n"))
                                .toList());
                assertThat(known.jobs())
                        .extracting(JobInfo::job)
                        .containsExactlyInAnyOrderElementsOf(jobs.stream()
                                .limit(CYCLES * JOBS)
                                .map(Submitted::job)
                                .toList());
                for (Submitted job : jobs) {
                    assertThat(runs(box, job))
                            .as("runs of job %d", job.number())
                            .isEqualTo(1);
                }
            }
        }
    }

    /** No agent could read, end or own it any longer; its agent is told that its outcome is unknown. */
    @Test
    void aCommandOfADaemonThatDiedEndsWhenTheDaemonStartsAgain(@TempDir Path folder) throws Exception {
        String left =
                "4715." + ThreadLocalRandom.current().nextInt(100_000, 1_000_000); // no other process sleeps so long
        try (World world = World.start(DaemonCrashTest.class, folder)) {
            Daemon box = world.box();
            DaemonSession session =
                    world.client(world.platform().agentKey(World.ADA, "agent")).connect(box.id());
            Path mark = box.work().resolve("runs");
            ExecRequest.Run run = ExecRequest.Run.ofLine(
                    RandomIds.secure().key(),
                    "trap '' HUP; (setsid sleep %1$s &); touch runs; sleep %1$s; true".formatted(left));
            CompletableFuture<ExecResult> answer =
                    CompletableFuture.supplyAsync(() -> session.call(run, ExecResult.class));
            await().until(() -> Files.exists(mark));

            killAfter(0, box);

            await().until(() -> Processes.running("sleep " + left) == 0);
            assertThatThrownBy(answer::join)
                    .cause()
                    .isInstanceOfSatisfying(
                            HpcException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN));
            session.close();
        }
    }

    private static JobRequest.Submit submit(int number, int milliseconds) {
        String command =
                "echo ran >> runs-%1$d; sleep 0.%2$03d; echo tail %1$d; exit %1$d".formatted(number, milliseconds);
        return new JobRequest.Submit(RandomIds.secure().key(), Jobs.shell(command, "context " + number));
    }

    private static void killAfter(int milliseconds, Daemon box) throws InterruptedException {
        boolean _ = new CountDownLatch(1).await(milliseconds, TimeUnit.MILLISECONDS);
        box.program().kill();
        box.startAgain();
    }

    private static long runs(Daemon box, Submitted job) throws IOException {
        Path marks = box.work().resolve("runs-" + job.number());
        return Files.exists(marks) ? Files.readAllLines(marks).size() : 0;
    }
}
