package org.hpcdaemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.hpcdaemon.client.ConnectOptions;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.e2e.world.Daemon;
import org.hpcdaemon.e2e.world.World;
import org.hpcdaemon.protocol.message.job.Event;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobState;
import org.hpcdaemon.testkit.slurm.SlurmCluster;
import org.hpcdaemon.testkit.slurm.SlurmVariant;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** From the moment in which SLURM itself says that a job has ended to its wake-up, with SLURM asked every 10 s at most. */
@Isolated("it measures")
final class SlurmWakeUpSpeedTest {
    private static final int JOBS = 2;

    private record Arrival(Event event, Instant at) {}

    private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();

    @BeforeAll
    static void needed() {
        assumeTrue(SlurmCluster.missing().isEmpty(), SlurmCluster.missing());
    }

    @Test
    void anAgentHearsOfAnExitASignalAndATimeLimitWithinTwoSecondsOfSlurmsOwnWord(@TempDir Path folder)
            throws Exception {
        try (SlurmCluster slurm = SlurmCluster.start(SlurmVariant.plain());
                World world = World.start(SlurmWakeUpSpeedTest.class, folder)) {
            Map<String, String> environment = new HashMap<>(SlurmJobsTest.on(slurm));
            environment.remove("HPC_SLURM_POLL_SECONDS");
            Daemon box = world.box(environment);
            HpcClient client = world.directClient(world.platform().agentKey(World.ADA, "agent"));
            try (DaemonSession session = client.connect(
                    box.id(),
                    ConnectOptions.defaults().withEvents(event -> arrivals.add(new Arrival(event, Instant.now()))))) {
                List<Duration> exits = new ArrayList<>();
                List<Duration> signals = new ArrayList<>();
                List<Duration> limits = new ArrayList<>();
                for (int i = 0; i < JOBS; i++) {
                    exits.add(delay(session, slurm, "sleep 1; exit 3", JobState.FAILED, false));
                    signals.add(delay(session, slurm, "sleep 1; kill -9 $$", JobState.FAILED, false));
                }
                limits.add(delay(session, slurm, "sleep 600", JobState.TIMEOUT, true));
                note("exit", exits);
                note("signal", signals);
                note("time limit", limits);
                // What other programs do on this machine meanwhile is in the slower ones.
                World.judge(() -> {
                    assertThat(exits.getFirst()).isLessThan(Duration.ofSeconds(2));
                    assertThat(signals.getFirst()).isLessThan(Duration.ofSeconds(2));
                    assertThat(limits.getFirst()).isLessThan(Duration.ofSeconds(4));
                });
            }
        }
    }

    private Duration delay(DaemonSession session, SlurmCluster slurm, String command, JobState end, boolean timesOut)
            throws IOException, InterruptedException {
        JobInfo job = session.submit(Jobs.shell(command, "context")).info();
        String id = String.valueOf(job.schedulerId());
        if (timesOut) {
            await().until(() -> state(slurm, id).equals("RUNNING"));
            // SLURM counts in minutes and looks every half of one; this makes the next look the last.
            slurm.run("scontrol", "update", "JobId=" + id, "EndTime=now+1");
        }
        await().pollInterval(Duration.ofMillis(50))
                .until(() -> List.of("FAILED", "TIMEOUT").contains(state(slurm, id)));
        Instant said = Instant.now();
        Arrival arrival = arrivals.poll(120, TimeUnit.SECONDS);
        assertThat(arrival).as("the wake-up of %s", command).isNotNull();
        assertThat(arrival.event().endedJob().state()).isEqualTo(end);
        return Duration.between(said, arrival.at());
    }

    private static String state(SlurmCluster slurm, String id) throws IOException {
        return slurm.run("squeue", "-h", "--states=all", "-j", id, "-o", "%T").strip();
    }

    private static void note(String what, List<Duration> delays) {
        delays.sort(null);
        World.note("end of a SLURM job by %s, from SLURM's own word to the wake-up at the agent: %d to %d ms"
                .formatted(what, delays.getFirst().toMillis(), delays.getLast().toMillis()));
    }
}
