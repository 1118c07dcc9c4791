package org.hpcdaemon.platform.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.hpcdaemon.protocol.frame.RouteFrame;
import org.hpcdaemon.protocol.message.route.CloseCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Peers that say nothing any more, on real sockets; the time is the test's. */
final class SilentPeersTest {
    private static final long STEP = Duration.ofSeconds(10).toNanos();

    private final AtomicLong nanoTime = new AtomicLong();

    @Test
    void a_daemon_that_is_only_written_to_is_given_up_and_its_agents_are_told(@TempDir Path home) throws Exception {
        try (TestPlatform platform = new TestPlatform(home, PlatformConfig.DEFAULT_REQUEST_TIMEOUT, nanoTime::get)) {
            TestSocket daemon = platform.daemon("ann-daemon");
            TestSocket agent = platform.agent("box", "ann-agent");

            try {
                await().until(() -> {
                    nanoTime.addAndGet(STEP);
                    if (!agent.isClosed()) {
                        agent.sendAndForget("are you there?");
                    }
                    return daemon.isClosed();
                });
            } catch (ConditionTimeoutException e) {
                throw new AssertionError(
                        "the daemon is still connected; the agent is" + (agent.isClosed() ? " not" : "")
                                + "; the platform says "
                                + platform.get("/hpc/daemons", "ann").body() + "; what would cut it is at " + chores(),
                        e);
            }

            assertThat(agent.closeCode()).isEqualTo(CloseCode.DAEMON_OFFLINE.number());
            assertThat(platform.get("/hpc/daemons", "ann").body()).contains("\"online\":false");
        }
    }

    private static List<StackTraceElement> chores() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey().getName().equals("chores"))
                .flatMap(thread -> Stream.of(thread.getValue()))
                .toList();
    }

    @Test
    void an_agent_that_is_only_written_to_is_given_up_and_its_daemon_goes_on(@TempDir Path home) throws Exception {
        try (TestPlatform platform = new TestPlatform(home, PlatformConfig.DEFAULT_REQUEST_TIMEOUT, nanoTime::get)) {
            TestSocket daemon = platform.daemon("ann-daemon");
            TestSocket agent = platform.agent("box", "ann-agent");
            int route = daemon.nextFrame().route();

            await().until(() -> {
                nanoTime.addAndGet(STEP);
                daemon.send(RouteFrame.text(route, "are you there?"));
                return agent.isClosed();
            });

            assertThat(daemon.isClosed()).isFalse();
        }
    }
}
