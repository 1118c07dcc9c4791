package org.hpcdaemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.e2e.world.Daemon;
import org.hpcdaemon.e2e.world.World;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.exec.ExecResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** What keeps agents in the allowed directory costs little. */
@Isolated("it measures")
final class SandboxTest {
    private final RandomIds ids = RandomIds.secure();

    @Test
    void enteringCostsLessThanThirtyMilliseconds(@TempDir Path folder) throws IOException {
        try (World world = World.start(SandboxTest.class, folder)) {
            Daemon box = world.box();
            try (DaemonSession session =
                    world.client(world.platform().agentKey(World.ADA, "agent")).connect(box.id())) {
                assumeTrue(
                        session.info().sandbox().equals("enforced"),
                        "the limits are not enforced here: " + session.info().sandbox());

                List<Long> times = IntStream.range(0, 40)
                        .mapToObj(_ -> session.call(ExecRequest.Run.of(ids.key(), List.of("true")), ExecResult.class)
                                .durationMs())
                        .sorted()
                        .toList();

                World.note("a command that does nothing, in its sandbox (%s): %d ms in the middle, %d ms at least"
                        .formatted(String.join(", ", session.info().sandboxNotes()), times.get(20), times.getFirst()));
                // A machine that builds at the same time is slow now and then; the quicker ones are the sandbox's own
                // cost.
                World.judge(
                        () -> assertThat(Objects.requireNonNull(times.get(10))).isLessThanOrEqualTo(30));
            }
        }
    }
}
