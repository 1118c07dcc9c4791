package org.hpcdaemon.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.link.network.Target;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.ShellRequest;
import org.hpcdaemon.protocol.message.exec.ExecResult;
import org.hpcdaemon.protocol.message.shell.ShellInfo;
import org.hpcdaemon.protocol.message.shell.ShellRunResult;
import org.hpcdaemon.protocol.rpc.Json;
import org.hpcdaemon.testkit.Cast;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What the user at the machine sees of recordings, on the real platform, the daemon a process of its own. */
@Tag("slow")
final class RecordingVerbsTest {
    private static final DaemonId BOX = new DaemonId("box");
    private static final RandomIds IDS = RandomIds.secure();

    @TempDir
    private Path temp;

    private VerbCalls verbs;
    private RealPlatform platform;
    private HpcClient client;

    @BeforeEach
    void setUp() throws Exception {
        Path work = Files.createDirectory(temp.toRealPath().resolve("work"));
        platform = new RealPlatform(temp.resolve("platform"));
        verbs = new VerbCalls(temp.resolve("home"));
        String key = platform.daemonKey("box").secret();
        TestProfiles.save(verbs.context(), TestProfiles.recorded(BOX, platform.url(), work, key));
        start();
        client = HpcClient.open(
                Target.of(platform.url()), platform.agentKey("builder").secret());
    }

    @AfterEach
    void end() {
        client.close();
        verbs.run("stop", "--grace", "3");
        platform.close();
    }

    private void start() {
        assertThat(verbs.run("start", "--detach", "--wait", "180"))
                .as(verbs::said)
                .isZero();
    }

    private JsonNode listed(String... more) {
        String[] line = new String[3 + more.length];
        line[0] = "recordings";
        line[1] = "list";
        line[2] = "--json";
        System.arraycopy(more, 0, line, 3, more.length);
        assertThat(verbs.run(line)).as(verbs::said).isZero();
        return Json.tree(verbs.printed()).path("recordings");
    }

    private Cast cast(String id) throws Exception {
        assertThat(verbs.run("recordings", "path", id)).as(verbs::said).isZero();
        return Cast.read(Path.of(verbs.printed().strip()));
    }

    @Test
    void whatAgentsDidIsThereAfterADaemonWasKilled() throws Exception {
        assertThat(verbs.run("status")).isZero();
        assertThat(verbs.printed()).containsPattern("recording +on, up to 1 MB each and 10 MB in all, for 30 days");
        try (DaemonSession session = client.connect(BOX)) {
            assertThat(session.info().recorded()).isTrue();
            session.call(ExecRequest.Run.ofLine(IDS.key(), "echo from a command"), ExecResult.class);
            ShellInfo shell =
                    session.call(new ShellRequest.Open(IDS.key(), "bench", null, Map.of(), 30, 100), ShellInfo.class);
            session.call(
                    new ShellRequest.Run(IDS.key(), shell.shell(), "echo from a shell", null, false, null),
                    ShellRunResult.class);
        }
        await().until(() -> listed("--kind", "shell").size() == 1
                && listed("--kind", "exec").size() == 1);
        String shell = listed("--kind", "shell").get(0).path("recording").asString();
        String exec = listed("--kind", "exec").get(0).path("recording").asString();
        await().until(() -> cast(shell).output().contains("\nfrom a shell")
                || cast(shell).output().contains("from a shell\r\n"));
        assertThat(verbs.run("recordings", "remove", shell)).isNotZero();
        assertThat(verbs.said()).contains("is being made");

        verbs.run("status", "--json");
        ProcessHandle daemon = ProcessHandle.of(
                        Json.tree(verbs.printed()).path("pid").longValue())
                .orElseThrow();
        daemon.destroyForcibly();
        daemon.onExit().join();
        start();

        await().until(() -> listed("--kind", "shell").get(0).has("endedAt"));
        assertThat(cast(shell).output()).contains("from a shell\r\n");
        assertThat(cast(shell).markers()).containsExactly("the daemon ended while this was recorded");
        assertThat(cast(exec).output()).isEqualTo("from a command\r\n");
        assertThat(listed("--agent", "builder")).hasSize(2);
        assertThat(listed("--agent", "other")).isEmpty();
        assertThat(listed("--until", "1d")).isEmpty();
        assertThat(verbs.run("recordings", "list", "--since", "yesterday")).isEqualTo(ExitCodes.USAGE);

        assertThat(verbs.run("recordings", "list")).isZero();
        assertThat(verbs.printed()).contains("builder", "shell", "bench", "exec", "echo from a command");
        assertThat(verbs.run("recordings", "remove", exec)).as(verbs::said).isZero();
        assertThat(verbs.printed()).isEqualTo("removed 1 recording\n");
        assertThat(verbs.run("recordings", "path", exec)).isNotZero();
        assertThat(verbs.run("recordings", "remove", "--all")).isZero();
        assertThat(listed()).isEmpty();
    }
}
