package org.hpcdaemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.hpcdaemon.client.ConnectOptions;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.client.RemoteJob;
import org.hpcdaemon.e2e.world.Daemon;
import org.hpcdaemon.e2e.world.Program;
import org.hpcdaemon.e2e.world.World;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.session.schema.DaemonSchema;
import org.hpcdaemon.store.Database;
import org.hpcdaemon.store.Journal;
import org.hpcdaemon.store.Sql;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** What a daemon takes that follows ten thousand jobs and remembers twice as many that have ended. */
@Isolated("it measures")
final class TenThousandJobsTest {
    private static final int JOBS = 10_000;
    private static final int ENDED = 20_000;

    /** So many questions after a start the daemon's heap is as large as it will be. */
    private static final int SETTLED = 5;

    private static final Duration BETWEEN = Duration.ofSeconds(5);
    private static final int INTERVALS = 8;

    private final RandomIds ids = RandomIds.secure();

    @Test
    void tenThousandJobsTakeLittleMemoryNextToNoProcessorTimeAndOneShortQuestion(@TempDir Path folder)
            throws Exception {
        CapturedSlurm slurm = new CapturedSlurm(folder.resolve("slurm"));
        BlockingQueue<Instant> wakeUps = new LinkedBlockingQueue<>();
        try (World world = World.start(TenThousandJobsTest.class, folder)) {
            Daemon box = world.box(slurm.environment(Duration.ofSeconds(1)));
            HpcClient client = world.directClient(world.platform().agentKey(World.ADA, "agent"));
            try (DaemonSession session = client.connect(
                    box.id(), ConnectOptions.defaults().withEvents(event -> wakeUps.add(Instant.now())))) {
                RemoteJob first = session.submit(Jobs.shell("true", "one of many"));
                slurm.answer(List.of(first.id()), 0);
                awaitQuestions(slurm, SETTLED);
                long one = box.program().residentKiB();
                box.program().stop();
                List<JobId> jobs = copies(folder.resolve("box/home/state.db"), first.id());
                slurm.answer(jobs, 0);

                int before = slurm.questions().size();
                box.startAgain();
                awaitQuestions(slurm, before + SETTLED);
                Duration used = idle(slurm, box.program());
                // On a busy machine the collector looks later: what counts is where it settles.
                await().untilAsserted(() -> assertThat(box.program().residentKiB() - one)
                        .as("KiB more than with one job")
                        .isLessThan(20 * 1000));
                long grown = box.program().residentKiB() - one;

                begun(folder.resolve("box/home/jobs").resolve(jobs.getFirst().value()));
                slurm.answer(jobs, 1);
                Instant woken = wakeUps.poll(120, TimeUnit.SECONDS);
                assertThat(woken).as("a wake-up").isNotNull();
                Duration poll = Duration.between(slurm.questions().getLast(), woken);

                World.note(("10,000 jobs followed: %.1f MiB more resident, %.2f %% of a core between polls,"
                                + " a poll of all to the wake-up of one %d ms")
                        .formatted(grown / 1024.0, 100.0 * used.toMillis() / BETWEEN.toMillis(), poll.toMillis()));
                World.judge(() -> {
                    assertThat(used).isLessThanOrEqualTo(BETWEEN.dividedBy(100));
                    assertThat(poll).isLessThan(Duration.ofSeconds(1));
                });
            }
        }
    }

    /** As the wrapper of a job leaves it, whose records were lost. */
    private static void begun(Path job) throws IOException {
        Files.createDirectories(job.resolve("claim.1"));
    }

    private static void awaitQuestions(CapturedSlurm slurm, int count) {
        await().until(() -> slurm.questions().size() >= count);
    }

    /**
     * Processor time in an interval without a question or an answer at work. The least of some: what a JVM does
     * once for itself, such as compiling, falls into one or two.
     */
    private static Duration idle(CapturedSlurm slurm, Program daemon) throws IOException {
        Duration least = interval(slurm, daemon);
        for (int i = 1; i < INTERVALS && least.compareTo(BETWEEN.dividedBy(100)) > 0; i++) {
            Duration next = interval(slurm, daemon);
            least = next.compareTo(least) < 0 ? next : least;
        }
        return least;
    }

    private static Duration interval(CapturedSlurm slurm, Program daemon) throws IOException {
        while (true) {
            Instant asked = slurm.questions().getLast();
            await().until(() -> Instant.now().isAfter(asked.plusSeconds(2)));
            Duration before = daemon.cpu();
            await().until(() -> Instant.now().isAfter(asked.plusSeconds(2).plus(BETWEEN)));
            Duration used = daemon.cpu().minus(before);
            if (slurm.questions().getLast().equals(asked)) {
                return used;
            }
        }
    }

    /** As if they had all been submitted like that one, and more that have ended. */
    private List<JobId> copies(Path file, JobId first) {
        try (Database database = Database.open(file, DaemonSchema.migrations(), Journal.ROLLBACK)) {
            return database.write(sql -> {
                List<JobId> jobs = new ArrayList<>();
                for (int i = 0; i < JOBS + ENDED; i++) {
                    JobId job = ids.job();
                    Sql.update(
                            sql,
                            "INSERT INTO job (id, daemon, agent, spec, phase, cancelled, info, submitted_at)"
                                    + " SELECT ?, daemon, agent, spec, ?, 0,"
                                    + " json_set(info, '$.job', ?, '$.schedulerId', ?), submitted_at"
                                    + " FROM job WHERE id = ?",
                            job.value(),
                            i < JOBS ? "active" : "ended",
                            job.value(),
                            Integer.toString(1000 + i),
                            first.value());
                    Sql.update(
                            sql,
                            "INSERT INTO task (job, element, status) SELECT ?, element, status FROM task WHERE job = ?",
                            job.value(),
                            first.value());
                    if (i < JOBS) {
                        jobs.add(job);
                    }
                }
                Sql.update(sql, "UPDATE job SET phase = 'ended' WHERE id = ?", first.value());
                return jobs;
            });
        }
    }
}
