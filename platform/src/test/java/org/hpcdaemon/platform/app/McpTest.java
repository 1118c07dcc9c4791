package org.hpcdaemon.platform.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.PlatformRequest;
import org.hpcdaemon.protocol.message.exec.ExecResult;
import org.hpcdaemon.protocol.message.value.Captured;
import org.hpcdaemon.protocol.rpc.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code POST /mcp}, as clients of both eras send to it. */
class McpTest {
    private static final String MODERN = "\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
            + "\"io.modelcontextprotocol/clientCapabilities\":{\"extensions\":{\"io.modelcontextprotocol/tasks\":{}}}";
    private static final Captured TEXT = new Captured("hi\n", 0, "", false);
    private static final ExecResult RESULT = new ExecResult(0, null, false, false, 5, TEXT, TEXT, "enforced");

    @TempDir
    private Path home;

    private TestPlatform platform;
    private AnsweringDaemon daemon;

    @BeforeEach
    void start() throws Exception {
        platform = new TestPlatform(home);
        daemon = new AnsweringDaemon(platform.daemon("ann-daemon"));
    }

    @AfterEach
    void stop() {
        daemon.close();
        platform.close();
    }

    @Test
    void both_eras_are_served_at_one_address_without_sessions() throws Exception {
        HttpResponse<String> discovered = modern("ann-agent", "server/discover", "", "");
        assertThat(discovered.statusCode()).isEqualTo(200);
        assertThat(discovered.headers().map()).doesNotContainKey("mcp-session-id");
        assertThat(discovered.headers().firstValue("content-type")).contains("application/json");
        JsonNode result = Json.tree(discovered.body()).path("result");
        assertThat(result.path("supportedVersions").toString()).isEqualTo("[\"2026-07-28\"]");
        assertThat(result.path("cacheScope").asString("")).isEqualTo("private");
        assertThat(result.path("capabilities").path("extensions").has("io.modelcontextprotocol/tasks"))
                .isTrue();

        String hello =
                "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-06-18\","
                        + "\"capabilities\":{},\"clientInfo\":{\"name\":\"old\",\"version\":\"1\"}}}";
        assertThat(result(legacy("ann-agent", hello)).path("protocolVersion").asString(""))
                .isEqualTo("2025-06-18");
        HttpResponse<String> noted =
                legacy("ann-agent", "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
        assertThat(noted.statusCode()).isEqualTo(202);
        assertThat(noted.body()).isEmpty();
        assertThat(result(legacy("ann-agent", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}"))
                        .path("tools")
                        .size())
                .isEqualTo(result(modern("ann-agent", "tools/list", "", ""))
                        .path("tools")
                        .size());
    }

    @Test
    void requests_that_are_not_an_agents_are_refused_before_they_take_effect() throws Exception {
        String list = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}";
        HttpResponse<String> get = platform.get("/mcp", "ann-agent");
        assertThat(get.statusCode()).isEqualTo(405);
        assertThat(get.headers().firstValue("Allow")).contains("POST");
        assertThat(platform.delete("/mcp", "ann-agent").statusCode()).isEqualTo(405);
        HttpResponse<String> nobody = legacy("", list);
        assertThat(nobody.statusCode()).isEqualTo(401);
        assertThat(nobody.headers().firstValue("WWW-Authenticate")).contains("Bearer");
        assertThat(legacy("ann-daemon", list).statusCode()).isEqualTo(403);
        assertThat(send("ann-agent", list, "Origin", "https://evil.example").statusCode())
                .isEqualTo(403);
        assertThat(send(
                                "ann-agent",
                                list,
                                "Origin",
                                "http://localhost:" + platform.server.uri().getPort())
                        .statusCode())
                .isEqualTo(200);
        assertThat(platform.send(platform.request("/mcp", "ann-agent")
                                .header("Content-Type", "text/plain")
                                .POST(BodyPublishers.ofString(list)))
                        .statusCode())
                .isEqualTo(415);
        assertThat(legacy("ann-agent", "{\"jsonrpc\":\"2.0\",\"id\":1,\"x\":\"" + "x".repeat(1 << 20) + "\"}")
                        .statusCode())
                .isEqualTo(413);
        HttpResponse<String> many = legacy("ann-agent", "[" + "[],".repeat(20_000) + "[]]");
        assertThat(many.statusCode()).isEqualTo(400);
        assertThat(many.body()).contains("-32700", "more than 20000 values");
        HttpResponse<String> mismatch = send(
                "ann-agent",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":{\"_meta\":{" + MODERN + "}}}",
                "MCP-Protocol-Version",
                "2026-07-28",
                "Mcp-Method",
                "tools/call");
        assertThat(mismatch.statusCode()).isEqualTo(400);
        assertThat(mismatch.body()).contains("-32020");
        assertThat(daemon.asked).isEmpty();
    }

    @Test
    void a_call_reaches_the_daemon_and_is_answered_as_json() throws Exception {
        daemon.answers = _ -> RESULT;
        HttpResponse<String> answer = run("ann-agent", "\"command\":\"echo hi\",\"key\":\"build-7\"", "");
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
        assertThat(text(answer)).startsWith("exit 0 · ").contains("box/run_build-7", "hi");
        assertThat(((ExecRequest.Run) daemon.last()).key()).isEqualTo(new IdempotencyKey("build-7"));
    }

    @Test
    void a_decision_about_a_request_is_among_the_events() throws Exception {
        TestSocket newer = platform.daemon("ann-daemon");
        assertThat(newer.ask(new PlatformRequest.PublishEvent(
                        SampleEvent.decided("e_11111111", InMemoryAccounts.ANNS_AGENT))))
                .contains("\"result\"");

        assertThat(Json.tree(text(call("ann-agent", "\"name\":\"events\",\"arguments\":{}", "")))
                        .path("events")
                        .path(0))
                .isEqualTo(Json.tree("""
                        {"id":"e_11111111","seq":1,"type":"approval.decided","machine":"box","approval":"p_11111111",
                         "state":"ALLOWED","method":"exec.run","request":"git push","note":"not before noon",
                         "until":"1970-01-02T01:00:00Z","at":"1970-01-01T00:00:00Z"}
                        """));
    }

    @Test
    void a_call_that_waits_tells_a_client_that_asked_for_it_how_far_it_is() throws Exception {
        CompletableFuture<HttpResponse<String>> call =
                TestPlatform.later(() -> run("ann-agent", "\"command\":\"make\"", "\"progressToken\":7"));
        await().until(() -> daemon.asked.size() == 1);
        HttpRequest other = request("ann-agent", "tools/list", "", "").build();
        assertThat(platform.send(HttpRequest.newBuilder(other, (_, _) -> true)).statusCode())
                .as("others are answered meanwhile")
                .isEqualTo(200);
        var _ = CompletableFuture.runAsync(
                () -> daemon.answer(daemon.asked.getFirst(), RESULT),
                CompletableFuture.delayedExecutor(6, TimeUnit.SECONDS));

        HttpResponse<String> answer = call.join();
        assertThat(answer.headers().firstValue("content-type")).contains("text/event-stream");
        assertThat(answer.headers().firstValue("x-accel-buffering")).contains("no");
        List<String> messages = answer.body()
                .lines()
                .filter(line -> line.startsWith("data: "))
                .map(line -> line.substring(6))
                .toList();
        assertThat(messages.getFirst()).contains("notifications/progress", "\"progressToken\":7");
        assertThat(messages.getLast()).contains("exit 0 · ");
    }

    @Test
    void a_call_that_its_client_names_alike_has_one_key_and_others_have_their_own() throws Exception {
        daemon.answers = _ -> RESULT;
        String claude = "\"claudecode/toolUseId\":\"toolu_01\"";
        String codex = "\"threadId\":\"t-1\",\"callId\":\"call_1\"";
        for (String meta : List.of(claude, claude, codex, codex, codex.replace("t-1", "t-2"), "", "")) {
            run("ann-agent", "\"command\":\"make\"", meta);
        }
        run("ann-agent", "\"command\":\"make again\"", claude);
        List<String> keys = new ArrayList<>(keys());
        assertThat(keys.get(0)).isEqualTo(keys.get(1));
        assertThat(keys.get(2)).isEqualTo(keys.get(3));
        assertThat(keys.stream().distinct()).hasSize(6);

        HttpRequest.Builder header = request(
                        "ann-agent", "tools/call", "\"name\":\"run\",\"arguments\":{\"command\":\"make\"}", "")
                .header("Mcp-Name", "run")
                .header("Idempotency-Key", "mine");
        assertThat(text(platform.send(header))).contains("box/run_mine");
    }

    @Test
    void a_run_that_outlasts_its_call_is_found_by_its_key_and_not_held() throws Exception {
        daemon.answers = AnsweringDaemon::running;
        HttpResponse<String> task = run("ann-agent", "\"command\":\"make\",\"wait_s\":0,\"key\":\"long\"", "");
        assertThat(result(task).path("resultType").asString("")).isEqualTo("task");
        assertThat(result(task).path("taskId").asString("")).isEqualTo("box/run_long");
        daemon.close();
        try (AnsweringDaemon again = new AnsweringDaemon(platform.daemon("ann-daemon"))) {
            again.answers = _ -> RESULT;
            await().until(() ->
                    text(run("ann-agent", "\"command\":\"other\"", "")).startsWith("exit 0"));
            assertThat(again.asked.stream()
                            .filter(asked -> asked.request() instanceof ExecRequest.Run run
                                    && run.key().value().equals("long")))
                    .isEmpty();
        }
    }

    @Test
    void a_machine_that_is_offline_is_called_so_and_a_task_there_still_works() throws Exception {
        daemon.close();
        await().until(() -> text(run("ann-agent", "\"machine\":\"box\",\"command\":\"ls\"", ""))
                .startsWith("daemon_offline: daemon box is offline"));
        HttpResponse<String> task = tasksGet("ann-agent", "box/j_0123abcd", "box/j_0123abcd");
        assertThat(result(task).path("status").asString("")).isEqualTo("working");
        assertThat(result(task).path("statusMessage").asString("")).contains("offline");
        assertThat(tasksGet("bob-agent", "box/j_0123abcd", "box/j_0123abcd").body())
                .contains("-32602")
                .isEqualTo(tasksGet("bob-agent", "nobox/j_0123abcd", "nobox/j_0123abcd")
                        .body()
                        .replace("nobox", "box"));
    }

    @Test
    void another_users_machine_does_not_exist_and_the_audit_log_tells_who_asked() throws Exception {
        String theirs = text(run("bob-agent", "\"machine\":\"box\",\"command\":\"ls\"", ""));
        String none = text(run("bob-agent", "\"machine\":\"nobox\",\"command\":\"ls\"", ""));
        assertThat(theirs).startsWith("not_found: ").isEqualTo(none.replace("nobox", "box"));
        assertThat(daemon.asked).isEmpty();
        assertThat(Files.readAllLines(home.resolve("audit.log")))
                .filteredOn(line -> line.contains("\"access.refused\""))
                .hasSize(2)
                .allMatch(line -> line.contains("bob@example.org") && line.contains("POST /mcp tools/call run"));
    }

    /** Several times: which of the key's connections ends first is not decided. */
    @RepeatedTest(10)
    void a_revoked_key_ends_what_waits() throws Exception {
        CompletableFuture<HttpResponse<String>> run =
                TestPlatform.later(() -> run("ann-agent", "\"command\":\"make\"", ""));
        CompletableFuture<HttpResponse<String>> events =
                TestPlatform.later(() -> call("ann-agent", "\"name\":\"events\",\"arguments\":{\"wait_s\":50}", ""));
        await().until(() -> daemon.asked.size() == 1);
        assertThat(platform.delete("/auth/api-keys/ann-agent", "ann").statusCode())
                .isEqualTo(204);
        assertThat(run.join().statusCode()).isEqualTo(401);
        assertThat(events.join().statusCode()).isEqualTo(401);
    }

    @Test
    void a_stopping_platform_tells_what_waits_to_come_back() throws Exception {
        CompletableFuture<HttpResponse<String>> waiting = TestPlatform.later(
                () -> call("ann-agent", "\"name\":\"status\",\"arguments\":{\"id\":\"box/run_k\"}", ""));
        CompletableFuture<HttpResponse<String>> events =
                TestPlatform.later(() -> call("ann-agent", "\"name\":\"events\",\"arguments\":{\"wait_s\":50}", ""));
        await().until(() -> daemon.asked.size() == 1);
        platform.server.close();
        assertThat(text(waiting.join())).startsWith("unreachable: the platform is stopping");
        assertThat(events.handle((answer, failure) ->
                                failure != null || text(answer).startsWith("unreachable: "))
                        .join())
                .isTrue();
    }

    private List<String> keys() {
        return daemon.asked.stream()
                .map(asked -> ((ExecRequest.Run) asked.request()).key().value())
                .toList();
    }

    private HttpResponse<String> run(String key, String arguments, String meta) throws Exception {
        return call(key, "\"name\":\"run\",\"arguments\":{" + arguments + "}", meta);
    }

    private HttpResponse<String> call(String key, String params, String meta) throws Exception {
        return platform.send(request(key, "tools/call", params, meta).header("Mcp-Name", params.split("\"", 5)[3]));
    }

    private HttpResponse<String> tasksGet(String key, String id, String header) throws Exception {
        return platform.send(
                request(key, "tasks/get", "\"taskId\":\"" + id + "\"", "").header("Mcp-Name", header));
    }

    private HttpResponse<String> modern(String key, String method, String params, String meta) throws Exception {
        return platform.send(request(key, method, params, meta));
    }

    private HttpRequest.Builder request(String key, String method, String params, String meta) {
        String body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":{" + params
                + (params.isEmpty() ? "" : ",") + "\"_meta\":{" + MODERN + (meta.isEmpty() ? "" : ",") + meta + "}}}";
        return platform.request("/mcp", key)
                .timeout(Duration.ofMinutes(2))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .header("MCP-Protocol-Version", "2026-07-28")
                .header("Mcp-Method", method)
                .POST(BodyPublishers.ofString(body));
    }

    private HttpResponse<String> legacy(String key, String body) throws Exception {
        return platform.post("/mcp", key, body);
    }

    private HttpResponse<String> send(String key, String body, String... headers) throws Exception {
        return platform.send(platform.request("/mcp", key)
                .header("Content-Type", "application/json")
                .headers(headers)
                .POST(BodyPublishers.ofString(body)));
    }

    private static JsonNode result(HttpResponse<String> answer) {
        return Json.tree(answer.body()).path("result");
    }

    /** What a model reads. */
    private static String text(HttpResponse<String> answer) {
        return result(answer).path("content").path(0).path("text").asString(answer.body());
    }
}
