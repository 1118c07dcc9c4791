package org.hpcdaemon.agent.wake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.EventId;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.job.Event;
import org.hpcdaemon.testkit.SampleJob;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WakeCommandTest {
    private static final Event EVENT = new Event(
            new EventId("e_11111111"),
            new DaemonId("box"),
            null,
            Event.JOB_FINISHED,
            Instant.EPOCH,
            SampleJob.completed(new JobId("j_11111111"), Instant.EPOCH),
            null,
            "",
            "");

    /** The command ends at once, and what it started is given its grace: meanwhile its runner would begin it again. */
    @Test
    void noneBeginsOnceTheProcessIsToEnd(@TempDir Path folder) throws Exception {
        Path runs = folder.resolve("runs");
        try (Turn turn = Turn.take(folder, "agent")) {
            WakeCommand command = new WakeCommand(
                    "trap 'exit 1' TERM; (trap '' TERM; exec sleep 2) & echo begun >> '" + runs + "'; wait", turn);
            Thread runner = Thread.ofPlatform().start(() -> {
                try {
                    while (true) {
                        int _ = command.run(EVENT);
                    }
                } catch (InterruptedException _) {
                    // The test is over.
                }
            });
            await().until(() -> Files.exists(runs) && Files.size(runs) > 0);

            command.end();

            assertThat(runs).hasContent("begun\n");
            runner.interrupt();
            runner.join();
        }
    }
}
