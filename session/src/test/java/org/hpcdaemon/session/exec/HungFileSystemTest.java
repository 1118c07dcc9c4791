package org.hpcdaemon.session.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.hpcdaemon.linux.process.ChildEnvironment;
import org.hpcdaemon.linux.process.TreeCookie;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.id.UserId;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.exec.ExecResult;
import org.hpcdaemon.sandbox.HangingGuard;
import org.hpcdaemon.session.route.Caller;
import org.hpcdaemon.session.stream.TestOnce;
import org.hpcdaemon.session.stream.TestRoute;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands whose start hangs in the kernel cost themselves alone. */
final class HungFileSystemTest {
    private static final Caller CALLER = new Caller(new UserId("u_12345678"), new AgentId("a_12345678"));

    // More than there are carriers for virtual threads: each would hold one for as long as its file system hangs.
    private static final int HUNG = Runtime.getRuntime().availableProcessors() + 2;

    @TempDir
    Path folder;

    private HangingGuard guard;
    private Execs execs;

    @BeforeEach
    void start() throws Exception {
        guard = new HangingGuard(folder, folder.toString());
        execs = new Execs(
                new ExecSettings(
                        "/",
                        new ChildEnvironment(Map.of("PATH", "/usr/bin:/bin")),
                        Duration.ofMillis(100),
                        InstantSource.system(),
                        new TreeCookie.Source("hung", new Random()),
                        guard),
                new TestOnce(),
                new KeptOutputs(folder.resolve("outputs"), InstantSource.system()));
    }

    @AfterEach
    void close() {
        guard.close();
        execs.close();
    }

    private CompletableFuture<ExecResult> run(String key, String directory, String command) {
        ExecRequest.Run request =
                new ExecRequest.Run(new IdempotencyKey(key), List.of(), command, directory, Map.of(), null, null, null);
        return CompletableFuture.supplyAsync(
                () -> execs.run(CALLER, new TestRoute(CALLER), request),
                task -> Thread.ofVirtual().start(task));
    }

    private void cancel(String key) {
        execs.cancel(CALLER, new ExecRequest.Cancel(new IdempotencyKey(key)));
    }

    @Test
    void othersRunAndACancelReturnsMeanwhile() throws Exception {
        List<CompletableFuture<ExecResult>> hung = new ArrayList<>();
        for (int i = 0; i < HUNG; i++) {
            hung.add(run("hung" + i, folder.toString(), "sleep 4711.7"));
        }
        await().until(() -> guard.waiting() == HUNG);

        assertThat(run("other", "/", "exit 3").get().exitCode()).isEqualTo(3);
        cancel("hung0");
        assertThat(hung).noneMatch(CompletableFuture::isDone);

        guard.close();
        assertThat(hung.getFirst().get().cancelled())
                .as("ended as soon as it started")
                .isTrue();
        for (int i = 1; i < HUNG; i++) {
            cancel("hung" + i);
            hung.get(i).get();
        }
    }

    @Test
    void theDaemonStopsMeanwhile() {
        CompletableFuture<ExecResult> hung = run("hung", folder.toString(), "sleep 4711.8");
        await().until(() -> guard.waiting() == 1);

        execs.close();

        assertThat(hung).isNotDone();
        guard.close();
        await().until(hung::isDone);
    }
}
