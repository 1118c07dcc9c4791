package org.hpcdaemon.jobs.gridengine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.hpcdaemon.jobs.Specs;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobState;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Grid Engine that stands still, is down, and was restarted. */
@Order(2)
@Tag("slow")
final class HardTimesTest {
    /** Less than the two minutes for which its commands wait, so that the daemon gives up while they are still at work. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @TempDir
    Path home;

    @Test
    void submittedFourTimesToAMasterThatStandsStillItIsOneJob() throws Exception {
        try (GridEngineRig rig = GridEngineRig.open(home, PATIENCE)) {
            IdempotencyKey key = new IdempotencyKey("K");
            rig.cell.freezeMaster();
            List<CompletableFuture<JobInfo>> answers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                answers.add(CompletableFuture.supplyAsync(() -> rig.daemon.submit(key, Specs.sh("echo ran >> ran"))));
            }
            JobId job = answers.getFirst().join().job();
            assertThat(answers)
                    .allSatisfy(answer -> assertThat(answer.join().job()).isEqualTo(job));
            assertThat(rig.daemon.status(job).schedulerId()).isNull();

            rig.cell.thawMaster();

            assertThat(rig.awaitEnd(job).state()).isEqualTo(JobState.COMPLETED);
            assertThat(rig.daemon.work().resolve("ran")).hasContent("ran");
            assertThat(rig.cell.run("qacct", "-o", "root", "-j").lines().filter(line -> line.startsWith("jobnumber")))
                    .hasSize(1);
            assertThat(rig.daemon.events()).hasSize(1);
        }
    }

    @Test
    void aMasterThatIsDownChangesNothingAndIsCaughtUpWith() throws Exception {
        try (GridEngineRig rig = GridEngineRig.open(home)) {
            JobId first = rig.submit(Specs.sh("sleep 600"));
            rig.awaitState(first, JobState.RUNNING);
            rig.cell.stopMaster();
            await().until(() -> rig.daemon.jobs.watcher().schedulerSilentSince().isPresent());
            assertThat(rig.daemon.status(first).state()).isEqualTo(JobState.RUNNING);

            JobId second = rig.submit(Specs.sh("exit 4"));
            rig.cell.startMaster();

            assertThat(rig.awaitEnd(second).exitCode()).isEqualTo(4);
            assertThat(rig.daemon.status(first).state()).isEqualTo(JobState.RUNNING);
        }
    }
}
