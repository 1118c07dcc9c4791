package org.hpcdaemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;

import java.nio.file.Files;
import java.time.Duration;
import org.hpcdaemon.e2e.world.McpProcess;
import org.hpcdaemon.e2e.world.World;
import org.hpcdaemon.testkit.Cut;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** An agent's program and {@code hpc mcp}, as both are started, over a network that fails. */
@Tag("slow")
final class McpStdioTest extends OneBox {

    private static String state(McpProcess mcp, String id) {
        return mcp.call("status", "\"id\":\"" + id + "\"")
                .path("structuredContent")
                .path("state")
                .asString("");
    }

    @Test
    void bothErasAreAnsweredInOneProcess() {
        try (McpProcess mcp = world.mcp(key)) {
            JsonNode discovered = mcp.ask("server/discover", "");
            Duration cpu = mcp.cpu();
            World.note("hpc mcp answered server/discover after " + cpu.toMillis() + " ms of processor time");
            World.judge(() -> assertThat(cpu).isLessThan(Duration.ofMillis(500)));
            assertThat(discovered.path("capabilities").path("extensions").has("io.modelcontextprotocol/tasks"))
                    .isTrue();
            assertThat(mcp.ask("tools/list", "").path("tools").valueStream())
                    .extracting(tool -> tool.path("name").asString(""))
                    .contains("run", "job_submit", "read_file");
            mcp.send(
                    "{\"jsonrpc\":\"2.0\",\"id\":\"i\",\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-06-18\","
                            + "\"capabilities\":{},\"clientInfo\":{\"name\":\"old\",\"version\":\"1\"}}}");
            assertThat(mcp.next().path("result").path("protocolVersion").asString(""))
                    .isEqualTo("2025-06-18");
            mcp.send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
            mcp.send(
                    "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"tools/call\",\"params\":{\"name\":\"run\",\"arguments\":"
                            + "{\"command\":\"echo hello\"}}}");
            JsonNode reply = mcp.next();
            assertThat(reply.path("id").asInt(-1)).isZero();
            assertThat(McpProcess.text(reply.path("result")))
                    .startsWith("exit 0 · ")
                    .contains("hello");
            mcp.send("no message");
            assertThat(mcp.next().path("error").path("code").asInt(0)).isEqualTo(-32700);
            assertThat(mcp.end()).isZero();
        }
    }

    @Test
    void aRunOutlivesItsServerAndTheNextOneFindsIt() throws Exception {
        String arguments =
                "\"key\":\"outlives\",\"command\":\"echo begun >> outlives; until [ -e outlives.go ]; do sleep 0.1;"
                        + " done; echo over\"";
        try (McpProcess killed = world.mcp(key)) {
            killed.begin("run", arguments);
            await().until(() -> Files.exists(box.work().resolve("outlives")));
        }
        try (McpProcess next = world.mcp(key)) {
            assertThat(state(next, "box/run_outlives")).isEqualTo("RUNNING");
            next.begin("run", arguments);
            Files.createFile(box.work().resolve("outlives.go"));
            assertThat(McpProcess.text(next.next().path("result")))
                    .startsWith("exit 0 · ")
                    .contains("over");
            assertThat(Files.readString(box.work().resolve("outlives"))).isEqualTo("begun\n");
        }
    }

    @Test
    void aCutConnectionIsMendedWithinTheCall() throws Exception {
        try (McpProcess mcp = world.mcp(key)) {
            mcp.begin(
                    "run",
                    "\"key\":\"cut\",\"command\":\"echo x >> cut; until [ -e cut.go ]; do sleep 0.1; done; cat cut\"");
            await().until(() -> Files.exists(box.work().resolve("cut")));
            world.agentSide().cut(Cut.RST);
            Files.createFile(box.work().resolve("cut.go"));
            assertThat(McpProcess.text(mcp.next().path("result"))).contains("stdout 2 B:\nx");
        }
    }

    @Test
    void aTaskSurvivesItsServerAndThePlatform() throws Exception {
        String id;
        try (McpProcess mcp = world.mcp(key)) {
            id = mcp.call(
                            "job_submit",
                            "\"command\":\"until [ -e task.go ]; do sleep 0.1; done; echo trained\",\"context\":\"go on\"")
                    .path("structuredContent")
                    .path("id")
                    .asString("");
            JsonNode task = mcp.call("job_wait", "\"ids\":[\"" + id + "\"]");
            assertThat(task.path("resultType").asString("")).isEqualTo("task");
            assertThat(task.path("taskId").asString("")).isEqualTo(id);
        }
        try (McpProcess mcp = world.mcp(key)) {
            assertThat(mcp.ask("tasks/get", "\"taskId\":\"" + id + "\"")
                            .path("status")
                            .asString(""))
                    .isEqualTo("working");
            world.platform().program().stop();
            assertThat(mcp.ask("tasks/get", "\"taskId\":\"" + id + "\"")
                            .path("status")
                            .asString(""))
                    .isEqualTo("working");
            JsonNode away = mcp.call("machines", "");
            assertThat(away.path("isError").asBoolean(false)).isTrue();
            assertThat(McpProcess.text(away)).startsWith("unreachable: ");
            world.platform().startAgain();
            Files.createFile(box.work().resolve("task.go"));
            await().until(() -> mcp.ask("tasks/get", "\"taskId\":\"" + id + "\"")
                    .path("status")
                    .asString("")
                    .equals("completed"));
            JsonNode result = mcp.ask("tasks/get", "\"taskId\":\"" + id + "\"").path("result");
            assertThat(McpProcess.text(result)).contains("COMPLETED", "trained");
            await().until(() -> McpProcess.text(mcp.call("events", "")).contains("go on"));
        }
    }

    @Test
    void aCallThatIsGivenUpIsNotAnsweredAndItsRunGoesOn() {
        try (McpProcess mcp = world.mcp(key)) {
            mcp.send(
                    "{\"jsonrpc\":\"2.0\",\"id\":\"long\",\"method\":\"tools/call\",\"params\":{\"name\":\"run\",\"arguments\":"
                            + "{\"key\":\"given-up\",\"command\":\"touch given-up; sleep 2; touch given-up.done\"}}}");
            await().until(() -> Files.exists(box.work().resolve("given-up")));
            mcp.send(
                    "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":\"long\"}}");
            await().until(() -> Files.exists(box.work().resolve("given-up.done")));
            await().until(() -> state(mcp, "box/run_given-up").equals("ENDED"));
            assertThat(mcp.hasNext()).isFalse();
        }
    }

    @Test
    void twoServersWithOneKeyDoItOnce() throws Exception {
        String arguments = "\"key\":\"twice\",\"command\":\"echo x >> twice; sleep 0.3; cat twice\"";
        try (McpProcess one = world.mcp(key);
                McpProcess other = world.mcp(key)) {
            one.begin("run", arguments);
            other.begin("run", arguments);
            assertThat(McpProcess.text(one.next().path("result")))
                    .isEqualTo(McpProcess.text(other.next().path("result")))
                    .contains("stdout 2 B:\nx");
        }
        assertThat(Files.readString(box.work().resolve("twice"))).isEqualTo("x\n");
    }

    @Test
    void withoutAKeyItListsItsToolsAndEachCallSaysWhatToDo() {
        try (McpProcess mcp = world.mcp(null)) {
            assertThat(mcp.ask("tools/list", "").path("tools").isEmpty()).isFalse();
            JsonNode refused = mcp.call("run", "\"command\":\"ls\"");
            assertThat(refused.path("isError").asBoolean(false)).isTrue();
            assertThat(McpProcess.text(refused)).startsWith("unauthorized: ").contains("hpc login");
            assertThat(mcp.end()).isZero();
        }
    }
}
