package org.hpcdaemon.session.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hpcdaemon.session.shell.ShellHarness.CALLER;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.ShellId;
import org.hpcdaemon.protocol.message.Notice;
import org.hpcdaemon.protocol.message.ShellRequest;
import org.hpcdaemon.protocol.message.shell.ShellAttached;
import org.hpcdaemon.protocol.message.shell.ShellInfo;
import org.hpcdaemon.session.route.Caller;
import org.hpcdaemon.session.stream.AgentStream;
import org.hpcdaemon.session.stream.OutputRing;
import org.hpcdaemon.session.stream.Shortly;
import org.hpcdaemon.session.stream.TestRoute;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who reaches a shell, who reads it, and what is left of it at its end. */
final class ShellsTest {
    private final ShellHarness harness;

    ShellsTest(@TempDir Path folder) throws Exception {
        harness = new ShellHarness(folder, "PS1='$ '\n");
    }

    @AfterEach
    void close() {
        harness.close();
    }

    @Test
    void anotherAgentsShellIsAnsweredLikeOneThatDoesNotExist() {
        ShellId shell = harness.open();
        Caller other = new Caller(CALLER.user(), new AgentId("a_87654321"));
        assertThatThrownBy(() -> harness.shells.close(other, new ShellRequest.Close(shell)))
                .isInstanceOfSatisfying(
                        HpcException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND))
                .hasMessage(HpcException.notFound("shell", shell).getMessage());
        assertThat(harness.shells.list(other, new ShellRequest.List()).shells()).isEmpty();
        Caller person = new Caller(CALLER.user(), null);
        assertThat(harness.shells.list(person, new ShellRequest.List()).shells())
                .extracting(ShellInfo::shell)
                .containsExactly(shell);
    }

    @Test
    void aShellThatEndsBeforeItsFirstPromptSaysWhy(@TempDir Path other) throws Exception {
        try (ShellHarness broken = new ShellHarness(other, "echo 'no \033[1mquota\033[0m left' >&2; exit 3")) {
            assertThatThrownBy(broken::open).isInstanceOfSatisfying(HpcException.class, e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.ENDED);
                assertThat(e.reason()).contains("(exit code 3: no [1mquota[0m left)", "~/.bashrc");
            });
        }
    }

    @Test
    void closingEndsEverythingThatWasStartedInIt() throws Exception {
        ShellId shell = harness.open();
        harness.run(
                shell,
                "sleep 4001 & setsid nohup sleep 4002 >/dev/null 2>&1 & (setsid bash -c 'trap \"\" TERM HUP; sleep 4003; :' &) &");
        Shortly.await().until(() -> harness.running(".*bin/sleep 400[1-3]").size() == 3);
        harness.shells.close(CALLER, new ShellRequest.Close(shell));
        assertThat(harness.running(".*sleep 400[1-3].*")).isEmpty();
        Shortly.await().until(() -> {
            try (var left = Files.list(harness.runtime)) {
                return left.findAny().isEmpty();
            }
        });
        harness.shells.close(CALLER, new ShellRequest.Close(shell));
    }

    @Test
    void everyReaderGetsEveryByteThenTheEndThenHowItEnded() {
        ShellId shell = harness.open();
        AgentStream one = new AgentStream();
        AgentStream two = new AgentStream();
        TestRoute first = harness.route(1, one);
        TestRoute second = harness.route(7, two);
        assertThat(harness.attach(shell, "one", first, 1, 0L).inputOffset()).isZero();
        harness.attach(shell, "two", second, 7, 0L);
        Shortly.await().until(() -> one.text().endsWith("$ "));
        first.toDaemon(1, 0, "seq 30000; exit 3\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        Shortly.await().until(() -> one.isComplete() && two.isComplete());
        assertThat(one.text()).isEqualTo(two.text()).contains("\r\n29999\r\n30000\r\n");
        for (TestRoute route : java.util.List.of(first, second)) {
            Shortly.await()
                    .untilAsserted(() -> assertThat(route.notices()).contains(new Notice.ShellEnded(shell, 3, null)));
            Shortly.await().untilAsserted(() -> assertThat(route.bound()).isZero());
            assertThat(route.credit()).isEqualTo(Limits.ROUTE_WINDOW);
        }
        assertThat(one.acknowledgedInput()).isEqualTo(18);
    }

    @Test
    void aFutureOffsetIsAnErrorAndAGoneOneIsAGap() {
        ShellId shell = harness.open();
        assertThatThrownBy(() -> harness.attach(shell, "r", harness.route(1, new AgentStream()), 1, 1L << 40))
                .isInstanceOfSatisfying(
                        HpcException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_PARAMS));
        harness.run(shell, "seq 1000000");
        AgentStream seen = new AgentStream(0);
        ShellAttached attached = harness.attach(shell, "r", harness.route(1, seen), 1, 0L);
        assertThat(attached.from()).isEqualTo(attached.end() - Limits.SHELL_RING);
        Shortly.await().until(() -> seen.offset() >= attached.end());
        assertThat(seen.gaps()).containsExactly("0-" + attached.from());
    }

    @Test
    void aReaderThatStopsSlowsItsProducerAndNoOtherShell() {
        ShellId slow = harness.open();
        ShellId other = harness.open();
        AgentStream stalled = new AgentStream(0).acknowledging(false);
        TestRoute route = harness.route(1, stalled);
        harness.attach(slow, "r", route, 1, 0L);
        var running = harness.start(slow, "head -c 9000000 /dev/zero");
        Shortly.await().until(() -> info(slow).end() >= Limits.SHELL_RING);
        assertThat(harness.run(other, "echo free").output().head()).isEqualTo("free\n");
        assertThat(running).isNotDone();
        assertThat(info(slow).end()).isLessThanOrEqualTo(Limits.SHELL_RING);
        assertThat(stalled.offset()).isEqualTo(Limits.STREAM_WINDOW);

        // Cut off, it keeps its place for 5 minutes and no longer.
        route.cut();
        harness.nanos.addAndGet(OutputRing.HOLD.toNanos());
        Shortly.await().until(running::isDone);
    }

    @Test
    void detachingGivesThePlaceUpAtOnce() {
        ShellId shell = harness.open();
        AgentStream stalled = new AgentStream(0).acknowledging(false);
        harness.attach(shell, "r", harness.route(1, stalled), 1, 0L);
        var running = harness.start(shell, "head -c 9000000 /dev/zero");
        Shortly.await().until(() -> info(shell).end() >= Limits.SHELL_RING);
        harness.shells.detach(CALLER, new ShellRequest.Detach(shell, new org.hpcdaemon.protocol.id.ReaderId("r")));
        Shortly.await().until(running::isDone);
        assertThat(info(shell).readers()).isZero();
    }

    private ShellInfo info(ShellId shell) {
        return harness.shells.list(CALLER, new ShellRequest.List()).shells().stream()
                .filter(info -> info.shell().equals(shell))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theWindowHasTheSizeItIsGiven() {
        ShellInfo opened = harness.shells.open(
                CALLER, new ShellRequest.Open(harness.key(), "name", "/usr", Map.of("TERM", "dumb"), 10, 20));
        assertThat(harness.run(opened.shell(), "stty size </dev/tty; echo $TERM; pwd")
                        .output()
                        .head())
                .isEqualTo("10 20\ndumb\n/usr\n");
        harness.shells.resize(CALLER, new ShellRequest.Resize(opened.shell(), 30, 40));
        assertThat(harness.run(opened.shell(), "stty size </dev/tty").output().head())
                .isEqualTo("30 40\n");
    }

    @Test
    void oneAgentsShareOfTheShellsLeavesRoomForOthers() {
        for (int i = 0; i < Limits.SHELLS_PER_AGENT; i++) {
            harness.open();
        }
        assertThatThrownBy(harness::open)
                .isInstanceOfSatisfying(
                        HpcException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BUSY))
                .hasMessageContainingAll("16 open shells", "shell.close");
        Caller other = new Caller(CALLER.user(), new AgentId("a_87654321"));
        ShellRequest.Open open = new ShellRequest.Open(harness.key(), null, null, Map.of(), null, null);
        ShellId opened = harness.shells.open(other, open).shell();
        harness.shells.close(other, new ShellRequest.Close(opened));

        harness.shells.close(
                CALLER,
                new ShellRequest.Close(harness.shells
                        .list(CALLER, new ShellRequest.List())
                        .shells()
                        .getFirst()
                        .shell()));
        Shortly.await()
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(harness.open())
                        .as("an ended one takes no slot")
                        .isNotNull());
    }

    @Test
    void aReaderWhoseRouteClosesWhileItAttachesIsNotCountedAsAttached() {
        ShellId shell = harness.open();
        TestRoute route = harness.route(1, new AgentStream());
        route.cut();

        harness.attach(shell, "r", route, 1, 0L);

        assertThat(info(shell).readers()).isZero();
    }
}
