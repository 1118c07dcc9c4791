package org.hpcdaemon.session.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hpcdaemon.testkit.Patience.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.hpcdaemon.protocol.id.ShellId;
import org.hpcdaemon.protocol.message.ShellRequest;
import org.hpcdaemon.protocol.message.shell.ShellInfo;
import org.hpcdaemon.sandbox.HangingGuard;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shells that are opened on a file system that hangs. */
final class HungShellTest {
    @TempDir
    Path folder;

    private Path directory;
    private HangingGuard guard;
    private ShellHarness harness;

    @BeforeEach
    void start() throws Exception {
        directory = Files.createDirectory(folder.resolve("mount"));
        guard = new HangingGuard(folder, directory.toString());
        harness = new ShellHarness(folder, "", guard);
    }

    @AfterEach
    void close() {
        guard.close();
        harness.close();
    }

    private CompletableFuture<ShellInfo> openThere(String mark) {
        ShellRequest.Open open =
                new ShellRequest.Open(harness.key(), null, directory.toString(), Map.of("MARK", mark), null, null);
        return CompletableFuture.supplyAsync(
                () -> harness.shells.open(ShellHarness.CALLER, open),
                task -> Thread.ofVirtual().start(task));
    }

    @Test
    void othersAreListedOpenedAndUsedMeanwhile() {
        CompletableFuture<ShellInfo> hung = openThere("a");
        await().until(() -> guard.waiting() == 1);

        ShellId other = harness.open();
        assertThat(harness.run(other, "echo hi").output().head()).isEqualTo("hi\n");
        assertThat(harness.shells
                        .list(ShellHarness.CALLER, new ShellRequest.List())
                        .shells())
                .hasSize(1);
        assertThat(hung).isNotDone();
    }

    @Test
    void oneThatStartsWhileItsAgentsShellsAreEndedIsEndedToo() {
        harness.open();
        CompletableFuture<ShellInfo> hung = openThere("c");
        await().until(() -> guard.waiting() == 1);

        assertThat(harness.shells.end(ShellHarness.CALLER)).isEqualTo(1);
        guard.close();

        assertThatThrownBy(hung::join).hasMessageContaining("was ended while it opened");
        await().until(() -> harness.shells.live().isEmpty());
    }

    @Test
    void oneThatStartsWhileTheDaemonClosesIsEnded() {
        CompletableFuture<ShellInfo> hung = openThere("b");
        await().until(() -> guard.waiting() == 1);

        harness.shells.close();
        guard.close();

        assertThatThrownBy(hung::join).hasMessageContaining("was ended while it opened");
        assertThat(harness.running(".*" + harness.runtime + ".*")).isEmpty();
    }
}
