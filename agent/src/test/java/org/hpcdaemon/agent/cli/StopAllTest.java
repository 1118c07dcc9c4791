package org.hpcdaemon.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.message.DaemonFreeze;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.exec.ExecResult;
import org.hpcdaemon.protocol.message.machine.DaemonFrozen;
import org.hpcdaemon.protocol.rpc.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The account owner stops what agents do, from anywhere; no agent stops another's. */
final class StopAllTest {
    @TempDir
    private Path folder;

    @Test
    void theOwnerEndsWhatRunsAndNothingBeginsAnew() throws Exception {
        try (World world = new World(folder);
                HpcClient agent = world.agent();
                DaemonSession session = agent.connect(new DaemonId("box"))) {
            IdempotencyKey key = new IdempotencyKey("long");
            CompletableFuture<ExecResult> running = session.start(
                    new ExecRequest.Run(key, List.of("sleep", "4711.3"), null, null, Map.of(), null, null, null));
            session.run(key).awaitBegun(running, World.PATIENCE);

            World.Called stopped = world.hpcWith(world.ownerToken(), "", "stop-all", "--reason", "wrong data set");

            assertThat(stopped.code()).as(stopped.err()).isZero();
            assertThat(stopped.out()).startsWith("box: frozen; ended 1 command, 0 shells");
            assertThat(stopped.err()).contains("next: on box, hpc-daemon resume");
            assertThat(running.get(World.PATIENCE.toSeconds(), TimeUnit.SECONDS).cancelled())
                    .isTrue();
            World.Called refused = world.hpc("", "exec", "box", "--", "true");
            assertThat(refused.code()).isEqualTo(ExitCodes.NOT_STARTED);
            assertThat(refused.err()).contains("wrong data set");
        }
    }

    @Test
    void whatCouldNotBeStoppedIsNamedAndTheRestIsStopped() throws Exception {
        try (World world = new World(folder)) {
            World.Called stopped = world.hpcWith(world.ownerToken(), "", "stop-all", "box", "nobox", "--json");

            assertThat(stopped.code()).isEqualTo(ExitCodes.FAILED);
            assertThat(Json.tree(stopped.out())
                            .path(0)
                            .path("frozen")
                            .path("since")
                            .isMissingNode())
                    .isFalse();
            assertThat(Json.tree(stopped.out())
                            .path(1)
                            .path("error")
                            .path("code")
                            .asString(""))
                    .isEqualTo("not_found");
        }
    }

    @Test
    void anAgentMayNot() throws Exception {
        try (World world = new World(folder);
                HpcClient agent = world.agent();
                DaemonSession session = agent.connect(new DaemonId("box"))) {
            assertThatThrownBy(() -> session.call(new DaemonFreeze("mine", true), DaemonFrozen.class))
                    .isInstanceOf(HpcException.class)
                    .matches(failure -> ((HpcException) failure).code() == ErrorCode.NOT_ALLOWED)
                    .hasMessageContaining("only the account owner");

            assertThat(world.hpc("", "exec", "box", "--", "true").code()).isZero();
        }
    }
}
