package org.hpcdaemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.client.RemoteCommand;
import org.hpcdaemon.client.RemoteShell;
import org.hpcdaemon.client.ShellAttachment;
import org.hpcdaemon.e2e.world.Daemon;
import org.hpcdaemon.e2e.world.World;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.message.shell.ShellInfo;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A reader that does not read slows the program that writes to it, and no other. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SlowReaderTest {
    private static final int PIECE = 100_000;
    private static final long BYTES = 300 * PIECE;

    private static final String SCRIPT = """
            stty -echo -opost
            printf BEGIN
            i=0
            while [ $i -lt $1 ]; do
                head -c 100000 /dev/zero
                i=$((i + 1))
                echo $i > $2
            done
            """;

    /** A program that gets nowhere for so long is held up; a piece takes it a few milliseconds. */
    private static final Duration STANDSTILL = Duration.ofMillis(700);

    /** What may be ahead of a reader: the ring, the window, and what a terminal and a pipe hold. */
    private static final long AHEAD = Limits.SHELL_RING + Limits.STREAM_WINDOW + (1 << 20);

    private World world;
    private Daemon box;
    private HpcClient slowAgent;
    private DaemonSession other;

    @BeforeAll
    void start(@TempDir Path folder) {
        world = World.start(SlowReaderTest.class, folder);
        box = world.box();
        slowAgent = world.client(world.platform().agentKey(World.ADA, "slow"));
        other = world.directClient(world.platform().agentKey(World.ADA, "other"))
                .connect(box.id());
    }

    @AfterAll
    void stop() throws IOException {
        other.close();
        world.close();
    }

    @Test
    void anAgentThatStopsReadingSlowsItsOwnShellOnly() throws Exception {
        try (DaemonSession slow = slowAgent.connect(box.id())) {
            RemoteShell shell = slow.openShell();
            ShellAttachment terminal = begin(shell, "unread");

            awaitStandstill("unread");

            assertThat(slow.shells().shells()).extracting(ShellInfo::end).allMatch(end -> end < AHEAD);
            // On the same connection too, since each stream has a window of its own.
            assertGoesOnBeside("unread", slow);
            assertGoesOnBeside("unread", other);
            assertThat(count(terminal.output())).isEqualTo(BYTES);
        }
    }

    @Test
    void anAgentWhoseLineHangsSlowsItsOwnShellOnly() throws Exception {
        try (DaemonSession slow = slowAgent.connect(box.id())) {
            RemoteShell shell = slow.openShell();
            ShellAttachment terminal = begin(shell, "hung");
            CompletableFuture<Long> counted = CompletableFuture.supplyAsync(() -> count(terminal.output()));

            world.agentSide().stall();
            awaitStandstill("hung");
            assertGoesOnBeside("hung", other);
            world.agentSide().resume();

            assertThat(counted.get()).isEqualTo(BYTES);
        }
    }

    /** Has the shell write BYTES bytes, and into a file how far it is; it ends with them. */
    private ShellAttachment begin(RemoteShell shell, String name) throws IOException {
        Files.writeString(box.work().resolve("script"), SCRIPT);
        ShellAttachment terminal = shell.attach(0L);
        String command = "exec bash script %d %s\n".formatted(BYTES / PIECE, name);
        terminal.input().write(command.getBytes(StandardCharsets.US_ASCII));
        new Terminal(terminal.output()).skipTo("BEGIN");
        return terminal;
    }

    private void awaitStandstill(String name) throws IOException {
        Path progress = box.work().resolve(name);
        AtomicReference<String> last = new AtomicReference<>("");
        await().pollInterval(STANDSTILL).until(() -> {
            String now = Files.exists(progress) ? Files.readString(progress) : "";
            return !now.isEmpty() && now.equals(last.getAndSet(now));
        });
        assertHeldUp(name);
    }

    /** It is not at its end, and does not get there before its output is read. */
    private void assertHeldUp(String name) throws IOException {
        assertThat(Long.parseLong(Files.readString(box.work().resolve(name)).strip()))
                .isLessThan(BYTES / PIECE);
    }

    /** A command begins and ends while the shell is held up. */
    private void assertGoesOnBeside(String name, DaemonSession session) throws IOException {
        RemoteCommand command = session.exec("head", "-c", "5000000", "/dev/zero");

        assertThat(count(command.stdout())).isEqualTo(5_000_000);
        assertThat(command.result().exitCode()).isZero();
        assertHeldUp(name);
    }

    private static long count(InputStream from) {
        try {
            return from.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
