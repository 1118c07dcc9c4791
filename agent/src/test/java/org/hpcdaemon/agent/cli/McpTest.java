package org.hpcdaemon.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hpcdaemon.testkit.Cut;
import org.hpcdaemon.testkit.Patience;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What an agent's program gets from {@code hpc mcp}, on a real platform and a real daemon. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class McpTest {
    private World world;
    private McpClient plain;
    private McpClient tasks;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        world = new World(folder);
        plain = new McpClient(world.environment(), false);
        tasks = new McpClient(world.environment(), true);
    }

    @AfterAll
    void stop() throws Exception {
        assertThat(plain.end()).isZero();
        tasks.close();
        world.close();
    }

    private static String found(String regex, String text) {
        Matcher matcher = Pattern.compile(regex).matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return matcher.group(1);
    }

    @Test
    void machinesAreListedAndDescribed() {
        JsonNode all = plain.call("machines", "");
        assertThat(all.path("structuredContent")
                        .path("machines")
                        .path(0)
                        .path("machine")
                        .asString(""))
                .isEqualTo("box");
        assertThat(McpClient.text(all)).isEqualTo(all.path("structuredContent").toString());
        JsonNode one = plain.call("machines", "\"machine\":\"box\"").path("structuredContent");
        assertThat(one.path("instructions").asString("")).isEqualTo("tidy up after yourself");
        assertThat(one.path("scheduler").asString("")).isEqualTo("local");
    }

    @Test
    void aRunHasItsExitCodeAndBothOutputs() {
        JsonNode result = plain.call(
                "run", "\"command\":\"echo out; echo err >&2; cat; exit 3\",\"stdin\":\"in\",\"env\":{\"A\":\"b\"}");
        String text = McpClient.text(result);
        assertThat(text)
                .startsWith("exit 3 · ")
                .contains("stdout 6 B:\nout\nin\n", "stderr 4 B:\nerr")
                .contains("box/run_");
        assertThat(result.has("structuredContent")).isFalse();
        assertThat(result.has("isError")).isFalse();
    }

    @Test
    void theSameKeyRunsOnce() throws Exception {
        String arguments = "\"machine\":\"box\",\"key\":\"once\",\"command\":\"echo x >> once; cat once\"";
        String first = plain.text("run", arguments);
        assertThat(plain.text("run", arguments)).isEqualTo(first);
        assertThat(tasks.text("run", arguments)).isEqualTo(first);
        assertThat(Files.readString(world.work.resolve("once"))).isEqualTo("x\n");
        assertThat(plain.text("run", "\"machine\":\"box\",\"key\":\"once\",\"command\":\"true\""))
                .startsWith("key_reused: ");
    }

    @Test
    void aRunThatLastsIsReadSearchedAndStoppedByItsId() {
        String begun = plain.text("run", "\"command\":\"seq 1 20000; exec sleep 5011\",\"wait_s\":1");
        assertThat(begun).startsWith("running · ");
        String id = found("(box/run_\\w+)", begun);
        Patience.await()
                .until(() -> plain.call("status", "\"id\":\"" + id + "\"")
                                .path("structuredContent")
                                .path("stdoutBytes")
                                .asInt(0)
                        == 108_894);
        assertThat(plain.text("output", "\"id\":\"" + id + "\",\"tail\":2"))
                .contains("19999\n20000")
                .doesNotContain("19998");
        assertThat(plain.text("output", "\"id\":\"" + id + "\",\"grep\":\"777\""))
                .contains(" lines in bytes 0–108894", ": 777\n", ": 17779\n");
        String whole = plain.text("output", "\"id\":\"" + id + "\"");
        assertThat(whole)
                .contains("bytes left out; output{id:\"" + id + "\", stream:\"stdout\", from:")
                .hasSizeLessThan(8_600);
        String piece = plain.text("output", "\"id\":\"" + id + "\",\"from\":108888,\"stream\":\"stdout\"");
        assertThat(piece).contains("bytes 108888–108894 of 108894 · next from 108894", "\n20000\n");
        assertThat(plain.text("stop", "\"id\":\"" + id + "\"")).contains("\"state\":\"ENDED\"");
        assertThat(plain.text("status", "\"id\":\"" + id + "\"")).contains("(stopped)");
    }

    @Test
    void aCallThatIsGivenUpLeavesTheRun() throws Exception {
        Path done = world.work.resolve("given-up");
        int id = plain.request(
                "tools/call",
                McpClient.parameters(
                        "run",
                        "\"key\":\"gone\",\"machine\":\"box\",\"command\":\"until [ -e go ]; do sleep 0.1; done; touch given-up\""));
        Patience.await()
                .until(() -> plain.text("status", "\"id\":\"box/run_gone\"").contains("RUNNING"));
        plain.send(
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":" + id + "}}");
        assertThat(plain.text("status", "\"id\":\"box/run_gone\"")).contains("RUNNING");
        Files.createFile(world.work.resolve("go"));
        Patience.await().until(() -> Files.exists(done));
        Patience.await()
                .until(() -> plain.text("status", "\"id\":\"box/run_gone\"").contains("\"exitCode\":0"));
        assertThat(plain.hasReply()).isFalse();
    }

    @Test
    void whoWaitsHearsHowFarItIs() {
        var _ = plain.text("run", "\"command\":\"sleep 6\"");
        assertThat(plain.notifications)
                .anySatisfy(
                        each -> assertThat(each.path("params").path("message").asString(""))
                                .startsWith("running, "));
    }

    @Test
    void aLongRunBecomesATaskWhereTheClientCan() {
        JsonNode task = tasks.call("run", "\"command\":\"echo begun; sleep 1.5; echo done; exit 4\",\"wait_s\":0");
        assertThat(task.path("resultType").asString("")).isEqualTo("task");
        String id = task.path("taskId").asString("");
        assertThat(id).startsWith("box/run_");
        Patience.await()
                .until(() -> tasks.ask("tasks/get", "\"taskId\":\"" + id + "\"")
                        .path("status")
                        .asString("")
                        .equals("completed"));
        JsonNode result = tasks.ask("tasks/get", "\"taskId\":\"" + id + "\"").path("result");
        assertThat(McpClient.text(result)).startsWith("exit 4 · ").contains("begun\ndone");
    }

    @Test
    void aJobIsWaitedForAndItsWakeUpStaysUntilItIsAcknowledged() {
        JsonNode submitted = plain.call(
                        "job_submit",
                        "\"command\":\"echo trained; exit 5\",\"name\":\"train\",\"context\":\"epoch 3\",\"key\":\"job-1\"")
                .path("structuredContent");
        String id = submitted.path("id").asString("");
        assertThat(id).startsWith("box/j_");
        assertThat(submitted.path("wake").asString("")).contains("job_wait");
        JsonNode ended = plain.call("job_wait", "\"ids\":[\"" + id + "\"]").path("structuredContent");
        assertThat(ended.path("waiting").isEmpty()).isTrue();
        assertThat(ended.path("ended").path(0).path("state").asString("")).isEqualTo("FAILED");
        assertThat(ended.path("ended").path(0).path("exitCode").asInt(0)).isEqualTo(5);
        assertThat(ended.path("ended").path(0).path("logTail").asString("")).isEqualTo("trained\n");
        assertThat(plain.text("output", "\"id\":\"" + id + "\"")).contains("trained", "· ended");
        assertThat(plain.text("job_list", "\"states\":[\"FAILED\"]")).contains(id);
        Patience.await().until(() -> plain.text("events", "").contains("epoch 3"));
        JsonNode events =
                plain.call("events", "\"wait_s\":1").path("structuredContent").path("events");
        assertThat(events.path(0).path("job").asString("")).isEqualTo(id);
        String event = events.path(0).path("id").asString("");
        assertThat(plain.text("events", "\"ack\":[\"" + event + "\"]"))
                .contains("\"acknowledged\":1")
                .doesNotContain("epoch 3");
    }

    @Test
    void aTaskOfJobsIsItsIds() {
        String id = tasks.call("job_submit", "\"command\":\"until [ -e end-task ]; do sleep 0.1; done; echo over\"")
                .path("structuredContent")
                .path("id")
                .asString("");
        JsonNode task = tasks.call("job_wait", "\"ids\":[\"" + id + "\"]");
        assertThat(task.path("resultType").asString("")).isEqualTo("task");
        assertThat(task.path("taskId").asString("")).isEqualTo(id);
        assertThat(tasks.ask("tasks/cancel", "\"taskId\":\"" + id + "\"").has("resultType"))
                .isTrue();
        assertThat(plain.text("status", "\"id\":\"" + id + "\"")).doesNotContain("CANCELLED");
        assertThat(plain.text("run", "\"command\":\"touch end-task\"")).startsWith("exit 0");
        Patience.await()
                .until(() -> tasks.ask("tasks/get", "\"taskId\":\"" + id + "\"")
                        .path("status")
                        .asString("")
                        .equals("completed"));
        JsonNode got = tasks.ask("tasks/get", "\"taskId\":\"" + id + "\"");
        assertThat(McpClient.text(got.path("result")))
                .contains("COMPLETED", "over")
                .hasSizeLessThan(2_000);
    }

    @Test
    void aTerminalIsTypedIntoAndRead() {
        String opened = plain.text("shell_open", "\"machine\":\"box\"");
        String id = found("(box/s_\\w+) open", opened);
        String answer = plain.text(
                "shell_send", "\"id\":\"" + id + "\",\"input\":\"X=41; echo $((X+1))=\\n\",\"until\":\"42=\"");
        assertThat(answer).contains("42=", "· found]").doesNotContain("\u001b");
        assertThat(plain.text(
                        "shell_send",
                        "\"id\":\"" + id + "\",\"input\":\"echo again$X\",\"keys\":[\"enter\"],\"until\":\"again41\""))
                .contains("again41")
                .doesNotContain("42=");
        assertThat(plain.text("output", "\"id\":\"" + id + "\"")).contains("42=", "again41");
        assertThat(plain.text("stop", "\"id\":\"" + id + "\"")).contains("ended");
        assertThat(plain.text("shell_send", "\"id\":\"" + id + "\"")).startsWith("not_found: ");
    }

    @Test
    void aLostConnectionIsMendedWithinTheCall() throws Exception {
        try (McpClient client = new McpClient(world.environment(), false)) {
            var _ = client.request(
                    "tools/call",
                    McpClient.parameters(
                            "run",
                            "\"machine\":\"box\",\"key\":\"cut\",\"command\":\"echo y >> cut; until [ -e uncut ]; do sleep 0.1; done; cat cut\""));
            Patience.await().until(() -> Files.exists(world.work.resolve("cut")));
            world.network.cut(Cut.RST);
            Files.createFile(world.work.resolve("uncut"));
            assertThat(McpClient.text(client.reply().path("result")))
                    .startsWith("exit 0")
                    .contains("y\n")
                    .doesNotContain("y\ny");
        }
    }

    @Test
    void whatIsPipedInIsAnsweredAtItsEnd() {
        World.Called called = world.hpc("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"ping\"}\n", "mcp");
        assertThat(called.code()).isZero();
        assertThat(called.out()).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{}}\n");
    }

    @Test
    void wrongArgumentsAreNamed() {
        assertThat(plain.text("run", "\"cmd\":\"ls\""))
                .startsWith("invalid_params: ")
                .contains("cmd");
        assertThat(plain.text("status", "\"id\":\"42\""))
                .startsWith("invalid_params: not an id")
                .contains("\n");
        assertThat(plain.text("status", "\"id\":\"box/j_0123abcd\"")).startsWith("not_found: ");
        assertThat(plain.text("run", "\"machine\":\"other\",\"command\":\"ls\""))
                .startsWith("not_found: ");
        assertThat(plain.text("run", "\"machine\":\"box\",\"command\":\"ls\",\"cwd\":\"/none\""))
                .startsWith("invalid_params: ");
    }

    @Test
    void withoutAPlatformOrAKeyItStillAnswers(@TempDir Path home) throws Exception {
        for (Map<String, String> environment : List.of(
                Map.of("HPC_HOME", home.toString()), Map.of("HPC_URL", "http://127.0.0.1:9", "HPC_API_KEY", "none"))) {
            try (McpClient client = new McpClient(environment, false)) {
                assertThat(client.ask("tools/list", "").path("tools").isEmpty()).isFalse();
                JsonNode refused = client.call("machines", "");
                assertThat(refused.path("isError").asBoolean(false)).isTrue();
                assertThat(McpClient.text(refused)).containsAnyOf("hpc login", "hpc doctor");
                assertThat(client.end()).isZero();
            }
        }
    }
}
