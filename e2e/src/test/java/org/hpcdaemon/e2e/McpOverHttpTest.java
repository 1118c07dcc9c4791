package org.hpcdaemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.hpcdaemon.e2e.world.Daemon;
import org.hpcdaemon.e2e.world.McpOverHttp;
import org.hpcdaemon.e2e.world.McpProcess;
import org.hpcdaemon.e2e.world.World;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** By {@code POST /mcp} an agent reaches what is its own and no more; and what it asks is done once, whatever is cut. */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class McpOverHttpTest {
    private World world;
    private Daemon box;
    private McpOverHttp owner;

    @BeforeAll
    void start(@TempDir Path folder) {
        world = World.start(McpOverHttpTest.class, folder);
        box = world.box();
        owner = agent(World.ADA, "owner");
    }

    @AfterAll
    void stop() throws IOException {
        world.close();
    }

    private McpOverHttp agent(String email, String name) {
        return new McpOverHttp(() -> world.platform().url(), world.platform().agentKey(email, name));
    }

    @Test
    void anotherAgentOfTheSameUserIsToldOfNothing() throws Exception {
        String shell = owner.text("shell_open", "").replaceFirst("(?s) .*", "");
        String job = owner.call("job_submit", "\"command\":\"until [ -e over ]; do sleep 0.1; done\"")
                .path("structuredContent")
                .path("id")
                .asString("");
        owner.call("run", "\"key\":\"mine\",\"wait_s\":0,\"command\":\"until [ -e over ]; do sleep 0.1; done\"");
        await().until(() -> owner.text("status", "\"id\":\"box/run_mine\"").contains("RUNNING"));
        assertThat(List.of(shell, job)).allMatch(id -> id.startsWith("box/"));
        McpOverHttp colleague = agent(World.ADA, "colleague");

        for (String id : List.of(shell, job, "box/run_mine")) {
            String none = id.replaceFirst("(?<=[_])[a-z0-9]+$", "none4711");
            for (String[] call : new String[][] {
                {"status", "\"id\":\"ID\""},
                {"output", "\"id\":\"ID\""},
                {"output", "\"id\":\"ID\",\"from\":0,\"wait_s\":1"},
                {"stop", "\"id\":\"ID\""},
                {"job_wait", "\"ids\":[\"ID\"]"},
                {"shell_send", "\"id\":\"ID\",\"input\":\"touch was-here\\n\""}
            }) {
                String theirs = colleague.text(call[0], call[1].replace("ID", id));
                assertThat(theirs.replace(name(id), "ID"))
                        .as(call[0] + " " + id)
                        .isEqualTo(colleague
                                .text(call[0], call[1].replace("ID", none))
                                .replace(name(none), "ID"));
            }
            assertThat(colleague.task(id).toString().replace(id, "ID"))
                    .isEqualTo(colleague.task(none).toString().replace(none, "ID"));
        }
        assertThat(colleague.text("job_list", "")).contains("\"jobs\":[]");
        assertThat(colleague.text("events", "")).contains("\"events\":[]");
        assertThat(owner.text("status", "\"id\":\"" + job + "\"")).contains("RUNNING");
        assertThat(owner.text("status", "\"id\":\"box/run_mine\"")).contains("RUNNING");
        Files.createFile(box.work().resolve("over"));
        await().until(() -> owner.text("status", "\"id\":\"" + job + "\"").contains("COMPLETED"));
        assertThat(colleague.text("events", "")).contains("\"events\":[]");
        await().until(() -> owner.text("events", "").contains(job));
        assertThat(box.work().resolve("was-here")).doesNotExist();
    }

    private static String name(String id) {
        return id.substring(id.lastIndexOf('_') + 1);
    }

    @Test
    void anotherUserIsToldOfNoMachine() {
        McpOverHttp stranger = agent(World.BOB, "stranger");
        assertThat(stranger.text("machines", "")).isEqualTo("{\"machines\":[]}");
        for (String[] call : new String[][] {
            {"machines", "\"machine\":\"BOX\""},
            {"run", "\"machine\":\"BOX\",\"command\":\"true\""},
            {"job_list", "\"machine\":\"BOX\""},
            {"status", "\"id\":\"BOX/run_mine\""},
            {"shell_open", "\"machine\":\"BOX\""}
        }) {
            assertThat(stranger.text(call[0], call[1].replace("BOX", "box")))
                    .startsWith("not_found: ")
                    .isEqualTo(stranger.text(call[0], call[1].replace("BOX", "nobox"))
                            .replace("nobox", "box"));
        }
    }

    @Test
    void aCallThatIsCutAtAnyByteAndSentAgainIsDoneOnce() throws Exception {
        for (int at = 0, cuts = 0; cuts < 60; at += 29, cuts++) {
            String name = "cut-" + at;
            byte[] request = owner.bytes(
                    "run",
                    "\"command\":\"echo x >> " + name + "; cat " + name + "\"",
                    "\"claudecode/toolUseId\":\"toolu_" + at + "\"");
            exchange(request, at);
            String whole = exchange(request, Integer.MAX_VALUE);
            assertThat(whole).as("cut at byte " + at).startsWith("HTTP/1.1 200").contains("exit 0", "stdout 2 B:");
            assertThat(Files.readString(box.work().resolve(name))).isEqualTo("x\n");
        }
    }

    /** Sends and reads so many bytes in all, then cuts. */
    private String exchange(byte[] request, int bytes) {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), world.platform().port())) {
            socket.setSoLinger(true, 0);
            socket.getOutputStream().write(request, 0, Math.min(bytes, request.length));
            InputStream in = socket.getInputStream();
            return new String(in.readNBytes(Math.max(0, bytes - request.length)), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aWaitForAJobLosesNothingByRestartsOfThePlatform() throws Exception {
        String id = owner.call(
                        "job_submit",
                        "\"command\":\"until [ -e trained ]; do sleep 0.1; done; echo loss\",\"context\":\"epoch 3\"")
                .path("structuredContent")
                .path("id")
                .asString("");
        JsonNode task = owner.call("job_wait", "\"ids\":[\"" + id + "\"]");
        assertThat(task.path("taskId").asString("")).isEqualTo(id);
        world.platform().program().kill();
        world.platform().startAgain();
        await().ignoreExceptions()
                .until(() -> owner.task(id).path("status").asString("").equals("working"));
        world.platform().program().stop();
        world.platform().startAgain();
        Files.createFile(box.work().resolve("trained"));

        await().ignoreExceptions()
                .until(() -> owner.task(id).path("status").asString("").equals("completed"));
        assertThat(McpProcess.text(owner.task(id).path("result"))).contains("COMPLETED", "loss");
        await().until(() -> owner.text("events", "").contains("epoch 3"));
    }
}
