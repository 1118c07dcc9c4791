package org.hpcdaemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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
import org.hpcdaemon.e2e.world.World;
import org.hpcdaemon.protocol.message.job.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** From the last thing a job does to its wake-up at an agent that is connected, through all programs. */
@Isolated("it measures")
final class WakeUpSpeedTest {
    private static final int JOBS = 20;

    private record Arrival(Event event, Instant at) {}

    @Test
    void anAgentHearsOfTheEndOfALocalJobWithinATenthOfASecond(@TempDir Path folder)
            throws IOException, InterruptedException {
        BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
        List<Duration> delays = new ArrayList<>();
        try (World world = World.start(WakeUpSpeedTest.class, folder)) {
            Daemon box = world.box();
            HpcClient client = world.directClient(world.platform().agentKey(World.ADA, "agent"));
            try (DaemonSession session = client.connect(
                    box.id(),
                    ConnectOptions.defaults().withEvents(event -> arrivals.add(new Arrival(event, Instant.now()))))) {
                for (int i = 0; i < JOBS; i++) {
                    RemoteJob job = session.submit(Jobs.shell("sleep 0.2; date +%s%N", "job " + i));
                    Arrival arrival = arrivals.poll(120, TimeUnit.SECONDS);
                    assertThat(arrival).as("the wake-up of %s", job.id()).isNotNull();
                    delays.add(Duration.between(said(arrival.event().stdoutTail()), arrival.at()));
                }
            }
        }
        delays.sort(null);
        Duration median = delays.get(JOBS / 2);
        World.note("end of a local job to its wake-up at the agent: median %d ms, best %d ms, worst %d ms"
                .formatted(
                        median.toMillis(),
                        delays.getFirst().toMillis(),
                        delays.getLast().toMillis()));
        // What other programs do on this machine meanwhile is in the slower ones.
        World.judge(() -> assertThat(delays.get(JOBS / 4)).isLessThan(Duration.ofMillis(100)));
    }

    /** Nanoseconds since 1970. */
    private static Instant said(String date) {
        long nanos = Long.parseLong(date.strip());
        return Instant.ofEpochSecond(nanos / 1_000_000_000, nanos % 1_000_000_000);
    }
}
