package org.hpcdaemon.jobs.slurm;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.hpcdaemon.jobs.JobsRig;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobState;
import org.hpcdaemon.testkit.Patience;
import org.hpcdaemon.testkit.slurm.SlurmCluster;
import org.hpcdaemon.testkit.slurm.SlurmVariant;

/** A real SLURM, and daemons that follow one another on one home. */
final class SlurmRig implements AutoCloseable {
    /** SLURM starts a job a second after it came, and notices a dead node after some ten. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** A controller that goes on after it stood still may answer a question before it looks at an older submission. */
    private static final Duration CERTAIN_AFTER = Duration.ofSeconds(2);

    /**
     * For a job that was requeued, which SLURM itself starts two minutes later. A node refuses it within the second in
     * which it was told to end the attempt before ("Job credential revoked"), and then SLURM says that it exited with 1.
     */
    static final String SOON = "StartTime=now+2";

    final SlurmCluster slurm;
    private final Path home;
    private JobsRig daemon;

    private SlurmRig(SlurmCluster slurm, Path home) throws IOException {
        this.slurm = slurm;
        this.home = home;
        daemon = start();
    }

    static SlurmRig open(SlurmVariant variant, Path home) throws IOException {
        assumeTrue(SlurmCluster.missing().isEmpty(), SlurmCluster.missing());
        return new SlurmRig(SlurmCluster.start(variant), home);
    }

    private JobsRig start() throws IOException {
        return new JobsRig(
                home,
                (places, store, clock) ->
                        new SlurmScheduler(TestSettings.of(slurm, CERTAIN_AFTER), places, store::info, clock));
    }

    JobsRig daemon() {
        return daemon;
    }

    void stopDaemon() {
        daemon.close();
    }

    void startDaemon() throws IOException {
        daemon = start();
    }

    JobInfo awaitState(JobId job, JobState state) {
        return Patience.await().atMost(PATIENCE).until(() -> daemon.status(job), info -> info.state() == state);
    }

    JobInfo awaitEnd(JobId job) {
        return Patience.await()
                .atMost(PATIENCE)
                .until(() -> daemon.status(job), info -> info.state().terminal());
    }

    @Override
    public void close() throws IOException {
        daemon.close();
        slurm.close();
    }
}
