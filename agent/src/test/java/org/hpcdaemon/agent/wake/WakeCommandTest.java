package org.hpcdaemon.agent.wake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.EventId;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.approval.ApprovalState;
import org.hpcdaemon.protocol.message.job.Event;
import org.hpcdaemon.protocol.rpc.Json;
import org.hpcdaemon.testkit.SampleApproval;
import org.hpcdaemon.testkit.SampleJob;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WakeCommandTest {
    /** What the presets begin with. */
    private static final String FACTS = Preset.NTFY.line().replaceAll("^[^\"]*\"|\"[^\"]*$", "");

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

    /** What was asked and said is in the JSON alone. */
    @Test
    void aDecisionIsGivenToTheCommandByItsNumberAndAnswer(@TempDir Path folder) throws Exception {
        Event event = Event.decided(
                new EventId("e_11111111"),
                new DaemonId("box"),
                Instant.EPOCH,
                SampleApproval.of(null, ApprovalState.ALLOWED, Instant.EPOCH));
        Path facts = folder.resolve("facts");
        try (Turn turn = Turn.take(folder, "agent")) {
            WakeCommand command = new WakeCommand(
                    "{ env | grep ^HPC_EVENT | sort; echo \"" + FACTS + "\"; cat; } > '" + facts + "'", turn);

            assertThat(command.run(event)).isZero();
        }
        assertThat(facts).hasContent("""
                HPC_EVENT_APPROVAL=p_11111111
                HPC_EVENT_DAEMON=box
                HPC_EVENT_EXIT=
                HPC_EVENT_ID=e_11111111
                HPC_EVENT_JOB=
                HPC_EVENT_STATE=ALLOWED
                HPC_EVENT_TYPE=approval.decided
                hpc: request p_11111111 on box is ALLOWED.
                """ + Json.write(event) + "\n");
    }

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
