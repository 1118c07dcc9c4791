package org.hpcdaemon.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hpcdaemon.testkit.Patience.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.id.RecordingId;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.RecordingRequest;
import org.hpcdaemon.protocol.message.Request;
import org.hpcdaemon.protocol.message.ShellRequest;
import org.hpcdaemon.protocol.message.exec.ExecResult;
import org.hpcdaemon.protocol.message.shell.ShellInfo;
import org.hpcdaemon.protocol.rpc.Json;
import org.hpcdaemon.protocol.rpc.Method;
import org.hpcdaemon.session.record.RecordingChoice;
import org.hpcdaemon.testkit.Cast;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The account owner sees from anywhere what was recorded; an agent does not, though it is its own. */
@Tag("slow")
final class RecordingsTest {
    private static final RandomIds IDS = RandomIds.secure();

    @TempDir
    private Path folder;

    private World world;
    private String owner;
    private HpcClient client;
    private DaemonSession agent;

    @BeforeEach
    void start() throws Exception {
        world = new World(folder, new RecordingChoice(true, 1, 10, 30));
        owner = world.ownerToken();
        client = world.agent();
        agent = client.connect(new DaemonId("box"));
    }

    @AfterEach
    void close() throws Exception {
        agent.close();
        client.close();
        world.close();
    }

    private JsonNode listed(String... more) {
        String[] line = new String[3 + more.length];
        line[0] = "recordings";
        line[1] = "box";
        line[2] = "--json";
        System.arraycopy(more, 0, line, 3, more.length);
        World.Called called = world.hpcWith(owner, "", line);
        assertThat(called.code()).as(called.err()).isZero();
        return Json.tree(called.out()).path("recordings");
    }

    /** Runs it as the agent. The recording's id, once nothing follows. */
    private String recorded(String command) {
        agent.call(ExecRequest.Run.ofLine(IDS.key(), command), ExecResult.class);
        await().until(() -> listed("--kind", "exec", "--limit", "1").path(0).has("endedAt"));
        return listed("--kind", "exec").get(0).path("recording").asString();
    }

    @Test
    void theOwnerListsFetchesAndPlays() throws Exception {
        String id = recorded("echo played; sleep 0.2; printf '\\033]0;title\\007\\033[6n\\033[1mbold\\n'; exit 3");

        World.Called table = world.hpcWith(owner, "", "recordings", "box", "--agent", "tester");
        assertThat(table.out()).contains(id, "tester", "exec", "echo played;");
        assertThat(listed("--agent", "user")).isEmpty();
        assertThat(listed("--until", "1h")).isEmpty();

        Path file = folder.resolve("one.cast");
        World.Called fetched = world.hpcWith(owner, "", "recordings", "box", id, "--download", file.toString());
        assertThat(fetched.code()).as(fetched.err()).isZero();
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(Cast.read(file).output()).startsWith("played\r\n").endsWith("bold\r\n");
        assertThat(world.hpcWith(owner, "", "recordings", "box", id, "--download", file.toString())
                        .err())
                .contains("is there already");
        World.Called piped = world.hpcWith(owner, "", "recordings", "box", id, "--download", "-");
        assertThat(piped.out()).isEqualTo(Files.readString(file));

        World.Called played = world.hpcWith(owner, "", "play", "box", id, "--speed", "100");
        assertThat(played.code()).as(played.err()).isZero();
        assertThat(played.out()).isEqualTo("played\r\n\u001b[1mbold\r\n\u001b[0m\n");
        assertThat(played.err()).contains("ended with exit code 3");
        assertThat(world.hpcWith(owner, "", "play", "box", id, "--speed", "0").code())
                .isEqualTo(ExitCodes.USAGE);
    }

    @Test
    void aLargeOneComesInPieces() throws Exception {
        String id = recorded("seq 100000");

        World.Called piped = world.hpcWith(owner, "", "recordings", "box", id, "--download", "-");

        StringBuilder expected = new StringBuilder();
        for (int i = 1; i <= 100_000; i++) {
            expected.append(i).append("\r\n");
        }
        Cast cast = Cast.of(piped.out().getBytes(StandardCharsets.UTF_8));
        assertThat(piped.out()).hasSizeGreaterThan(600_000);
        assertThat(cast.output()).isEqualTo(expected.toString());
    }

    @Test
    void anAgentSeesNoneNotEvenItsOwn() {
        RecordingId own = new RecordingId(recorded("echo secret"));

        for (Request request : new Request[] {
            new RecordingRequest.List(null, null, null, null, null, null),
            new RecordingRequest.Read(own, null, null),
            new RecordingRequest.Read(IDS.recording(), null, null)
        }) {
            assertThatThrownBy(() -> agent.call(request, Method.of(request).answer()))
                    .isInstanceOfSatisfying(
                            HpcException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_ALLOWED))
                    .hasMessageContaining("only the account owner sees recordings");
        }
        assertThat(agent.info().recorded()).as("it is told").isTrue();
        assertThat(world.hpc("", "info", "box").out()).contains("recorded: yes");
        assertThat(world.hpc("", "skill", "box").out()).contains("Recorded: what shells and commands print");
    }

    @Test
    void whatIsNotThereIsNamed() {
        World.Called none = world.hpcWith(owner, "", "play", "box", "r_00000000");

        assertThat(none.code()).isNotZero();
        assertThat(none.err()).contains("no recording r_00000000");
    }

    @Test
    void aTerminalPlaysUntilItIsQuitAndIsAsItWas() throws Exception {
        String id = recorded("printf '\\033[?1049h\\033[?25lfirst'; sleep 1; echo second");
        Map<String, String> as = world.environment(owner);
        try (Screen screen = new Screen(world, as, 20, 70, "play", "box", id, "--speed", "0.01")) {
            screen.awaitText("first").awaitNotice("q quits").awaitNotice("80x24, for which this terminal is too small");
            assertThat(screen.type("xq").end()).isZero();
            assertThat(screen.text()).contains("\u001b[?25h", "\u001b[?1049l").doesNotContain("second");
        }
        try (Screen screen = new Screen(world, as, 24, 80, "play", "box", id, "--speed", "0.01")) {
            screen.awaitText("first");
            assertThat(screen.type("\u0003").end()).isZero();
        }
        try (Screen screen = new Screen(world, as, 24, 80, "play", "box", id, "--idle-limit", "0")) {
            screen.awaitText("second");
            assertThat(screen.end()).isZero();
            assertThat(screen.notices()).contains("ended with exit code 0");
        }
    }

    @Test
    void oneThatGoesOnIsPlayedAsFarAsItIs() {
        ShellInfo shell = agent.call(ShellRequest.Open.of(IDS.key()), ShellInfo.class);
        await().until(() -> listed("--kind", "shell").size() == 1);
        String id = listed("--kind", "shell").get(0).path("recording").asString();

        World.Called played = world.hpcWith(owner, "", "play", "box", id, "--idle-limit", "0");

        assertThat(played.code()).as(played.err()).isZero();
        assertThat(played.err()).contains("this is what there is by now; it goes on");
        assertThat(shell.shell()).isNotNull();
    }
}
