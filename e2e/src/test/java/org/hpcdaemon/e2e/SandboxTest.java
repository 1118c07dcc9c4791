package org.hpcdaemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.RemoteShell;
import org.hpcdaemon.e2e.world.Daemon;
import org.hpcdaemon.e2e.world.Outcome;
import org.hpcdaemon.e2e.world.World;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.ExecResult;
import org.hpcdaemon.protocol.message.ShellRequest;
import org.hpcdaemon.protocol.message.ShellRunResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The allowed directory holds in the packaged programs, for an ordinary user too, and costs little. */
final class SandboxTest {
    /** Debian's nobody. Any user would do that owns nothing here. */
    private static final int NOBODY = 65534;

    private final RandomIds ids = RandomIds.secure();

    @Test
    void anOrdinaryUsersDaemonKeepsItsAgentsInside(@TempDir Path folder) throws IOException {
        assumeThat((int) Files.getAttribute(folder, "unix:uid"))
                .as("only root can start a daemon as another user")
                .isZero();
        // Not in /tmp, where an agent has a folder of its own and so sees nothing of this.
        Path place = Files.createTempDirectory(Path.of("/var/lib"), "hpc-sandbox-test-");
        try (World world = World.start(SandboxTest.class, folder)) {
            Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxr-xr-x"));
            Path user = Files.createDirectories(place.resolve("user"));
            Path secret = Files.createDirectories(user.resolve(".ssh")).resolve("id_ed25519");
            Files.writeString(secret, "XsecretX");
            Files.writeString(user.resolve("data"), "data\n");
            Daemon box = world.boxAs(NOBODY, place);
            String key = world.platform().agentKey(World.ADA, "agent");
            String attempt =
                    "id -u; cat data ../user/.ssh/*; echo evil >> data; echo evil > .bashrc; chmod 777 data; rm -rf .ssh;"
                            + " echo in > " + box.work() + "/in; exit 3";

            Outcome<String> outcome =
                    world.hpc(key, "exec", "box", "--", "bash", "-c", "cd " + user + " && " + attempt);

            assertThat(outcome.exitCode()).isEqualTo(3);
            assertThat(outcome.out()).isEqualTo(NOBODY + "\ndata\n");
            assertThat(outcome.err()).contains("Read-only file system");
            assertThat(user.toFile().list()).containsExactlyInAnyOrder(".ssh", "data");
            assertThat(user.resolve("data")).hasContent("data\n");
            assertThat(secret).hasContent("XsecretX");
            assertThat(box.work().resolve("in")).hasContent("in\n");
            try (DaemonSession session = world.client(key).connect(box.id())) {
                assertThat(session.info().sandbox()).isEqualTo("enforced");
                RemoteShell shell =
                        session.openShell(new ShellRequest.Open(ids.key(), null, null, Map.of(), null, null));
                ShellRunResult run = session.call(
                        new ShellRequest.Run(ids.key(), shell.id(), "rm -r " + user, null, false, 20_000L),
                        ShellRunResult.class);
                assertThat(run.exitCode()).isOne();
                assertThat(run.output().head()).contains(user + " is outside the allowed directories: " + box.work());
            }
            String job = world.hpc(key, "job", "submit", "box", "--", "bash", "-c", "cd " + user + "; " + attempt)
                    .out()
                    .strip();
            assertThat(world.hpc(key, "job", "wait", "box", job).exitCode()).isEqualTo(3);
            assertThat(user.resolve("data")).hasContent("data\n");
            assertThat(user.resolve(".bashrc")).doesNotExist();
        } finally {
            try (var left = Files.walk(place)) {
                for (Path path :
                        left.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(path);
                }
            }
        }
    }

    @Test
    void enteringCostsLessThanThirtyMilliseconds(@TempDir Path folder) throws IOException {
        try (World world = World.start(SandboxTest.class, folder)) {
            Daemon box = world.box();
            try (DaemonSession session =
                    world.client(world.platform().agentKey(World.ADA, "agent")).connect(box.id())) {
                assumeThat(session.info().sandbox()).as("this machine enforces").isEqualTo("enforced");

                List<Long> times = IntStream.range(0, 40)
                        .mapToObj(_ -> session.call(
                                        new ExecRequest.Run(
                                                ids.key(), List.of("true"), null, null, Map.of(), null, null, null),
                                        ExecResult.class)
                                .durationMs())
                        .sorted()
                        .toList();

                World.note("a command that does nothing, in its sandbox (%s): %d ms in the middle, %d ms at least"
                        .formatted(String.join(", ", session.info().sandboxNotes()), times.get(20), times.getFirst()));
                // A machine that builds at the same time is slow now and then; the quicker ones are the sandbox's own
                // cost.
                assertThat(Objects.requireNonNull(times.get(10))).isLessThanOrEqualTo(30);
            }
        }
    }
}
