package org.hpcdaemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.e2e.world.Daemon;
import org.hpcdaemon.e2e.world.Outcome;
import org.hpcdaemon.e2e.world.World;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.exec.ExecResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a key holds open ends with its revocation, by its user from afar and by the platform's host. */
final class RevocationTest {
    private World world;
    private Daemon box;

    @BeforeEach
    void start(@TempDir Path folder) {
        world = World.start(RevocationTest.class, folder);
        box = world.box();
    }

    @AfterEach
    void stop() throws IOException {
        world.close();
    }

    /** Of the line that names it in a list of keys. */
    private static String keyId(Outcome<String> list, String name) {
        assertThat(list.exitCode()).as(list.err()).isZero();
        return list.out()
                .lines()
                .filter(line -> line.contains(name))
                .map(line -> line.strip().split(" ", 2)[0])
                .findFirst()
                .orElseThrow(() -> new AssertionError(list.out()));
    }

    @Test
    void byItsUserAnAgentsSessionEndsAndByTheHostADaemonAndItSaysWhy() {
        String agent = world.platform().agentKey(World.ADA, "worker");
        String ada = world.platform().accessToken(World.ADA);
        String agentKey = keyId(world.hpc(ada, "keys", "list"), "worker");
        DaemonSession session = world.directClient(agent).connect(box.id());
        CompletableFuture<ErrorCode> held = CompletableFuture.supplyAsync(() -> {
            try {
                return fail(session);
            } catch (HpcException e) {
                return e.code();
            }
        });
        await().until(() -> Files.exists(box.work().resolve("begun")));

        assertThat(world.hpc(ada, "keys", "revoke", agentKey).exitCode()).isZero();
        await().until(held::isDone);
        assertThat(held.join()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
        assertThat(world.hpc(agent, "daemons").err()).contains("hpc login");

        String daemonKey = keyId(world.platform().run("keys", "list"), "box");
        assertThat(world.platform().run("keys", "revoke", daemonKey).exitCode()).isZero();
        await().until(() -> !box.program().isAlive());
        assertThat(box.program().output()).contains("does not accept this daemon's key; set it up again");
    }

    private static ErrorCode fail(DaemonSession session) {
        ExecResult result = session.call(
                ExecRequest.Run.ofLine(RandomIds.secure().key(), "touch begun; exec sleep 3600"), ExecResult.class);
        throw new AssertionError("it ran to its end: " + result);
    }
}
