package org.hpcdaemon.mcp.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hpcdaemon.mcp.Cancellation;
import org.hpcdaemon.mcp.McpServer;
import org.hpcdaemon.mcp.ServerInfo;
import org.hpcdaemon.mcp.SmallServer;
import org.hpcdaemon.mcp.fixture.FixtureTool;
import org.hpcdaemon.mcp.fixture.Nodes;
import org.hpcdaemon.mcp.message.Incoming;
import org.hpcdaemon.mcp.tool.ToolResult;
import org.hpcdaemon.mcp.tool.Tools;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What each header, method and body is answered over HTTP. */
class McpEndpointTest {
    private static final Origins ANYWHERE = new Origins(Set.of("https://chat.example"), Set.of());

    private final McpEndpoint endpoint = new McpEndpoint(SmallServer.on(InstantSource.system()), ANYWHERE);

    /** What a door would have written. */
    private static final class Written implements HttpStream {
        private int status;
        private Map<String, String> headers = Map.of();
        private final List<String> texts = new ArrayList<>();
        private int ends;

        @Override
        public void begin(int code, Map<String, String> fields) {
            assertThat(status).as("begun twice").isZero();
            status = code;
            headers = fields;
        }

        @Override
        public void write(String text) {
            texts.add(text);
        }

        @Override
        public void end() {
            ends++;
        }

        JsonNode json() {
            return Nodes.node(String.join("", texts));
        }
    }

    private static Map<String, List<String>> headers(String... pairs) {
        Map<String, List<String>> headers = new HashMap<>(Map.of("Content-Type", List.of("application/json")));
        for (int i = 0; i < pairs.length; i += 2) {
            headers.put(pairs[i], List.of(pairs[i + 1]));
        }
        return headers;
    }

    private static String request(String method, String revision, String params) {
        return """
                {"jsonrpc":"2.0","id":1,"method":"%s","params":{%s
                 "_meta":{"io.modelcontextprotocol/protocolVersion":"%s","io.modelcontextprotocol/clientCapabilities":
                 {"extensions":{"io.modelcontextprotocol/tasks":{}}}}}}""".formatted(method, params, revision);
    }

    private Written post(Map<String, List<String>> headers, String body) {
        return send(endpoint, "POST", headers, body.getBytes(StandardCharsets.UTF_8));
    }

    private static Written send(McpEndpoint endpoint, String method, Map<String, List<String>> headers, byte[] body) {
        Written written = new Written();
        switch (endpoint.accept(new HttpHead(method, headers), body)) {
            case HttpStep.Answer(int status, Map<String, String> fields, String text) -> {
                written.begin(status, fields);
                written.write(text);
                written.end();
            }
            case HttpStep.Work work -> endpoint.run(work, written, new Cancellation());
        }
        assertThat(written.ends).isOne();
        return written;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            # header revision | body revision | Mcp-Method | Mcp-Name           | status | error
            2026-07-28        | 2026-07-28    | tools/call | machines           | 200    | 0
            ' 2026-07-28 '    | 2026-07-28    | tools/call | ' machines '       | 200    | 0
            2026-07-28        | 2026-07-28    | tools/call | =?base64?bWFjaGluZXM=?= | 200 | 0
            -                 | 2026-07-28    | tools/call | machines           | 400    | -32020
            2025-11-25        | 2026-07-28    | tools/call | machines           | 400    | -32020
            2026-07-28        | 2027-01-01    | tools/call | machines           | 400    | -32020
            2027-01-01        | 2027-01-01    | tools/call | machines           | 400    | -32022
            2026-07-28        | 2026-07-28    | -          | machines           | 400    | -32020
            2026-07-28        | 2026-07-28    | tools/list | machines           | 400    | -32020
            2026-07-28        | 2026-07-28    | Tools/Call | machines           | 400    | -32020
            2026-07-28        | 2026-07-28    | tools/call | -                  | 400    | -32020
            2026-07-28        | 2026-07-28    | tools/call | run                | 400    | -32020
            2026-07-28        | 2026-07-28    | tools/call | MACHINES           | 400    | -32020
            2026-07-28        | 2026-07-28    | tools/call | =?base64?bWFjaGluZXM?= | 400 | -32020
            2026-07-28        | 2026-07-28    | tools/call | =?base64?bWFj!W5lcw==?= | 400 | -32020
            2026-07-28        | 2026-07-28    | tools/call | =?base64?/w==?=    | 400    | -32020
            2026-07-28        | 2026-07-28    | tools/call | =?BASE64?bWFjaGluZXM=?= | 400 | -32020
            2026-07-28        | 2026-07-28    | tools/call | maschinenü         | 400    | -32020
            """)
    void headersRepeatTheBody(String revision, String bodyRevision, String method, String name, int status, int error) {
        Map<String, List<String>> headers = headers();
        put(headers, "mcp-protocol-VERSION", revision);
        put(headers, "Mcp-Method", method);
        put(headers, "MCP-NAME", name);

        Written written = post(headers, request("tools/call", bodyRevision, "\"name\":\"machines\","));

        assertThat(written.status).isEqualTo(status);
        assertThat(written.json().path("error").path("code").asInt(0)).isEqualTo(error);
        assertThat(written.json().path("id").asInt(0)).isOne();
    }

    private static void put(Map<String, List<String>> headers, String name, @Nullable String value) {
        if (value != null) {
            headers.put(name, List.of(value));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tasks/get", "tasks/update", "tasks/cancel"})
    void aTaskIsNamedInItsHeader(String method) {
        String body = request(method, "2026-07-28", "\"taskId\":\"Rechner-ü/job_1\",");
        String encoded = "=?base64?"
                + Base64.getEncoder().encodeToString("Rechner-ü/job_1".getBytes(StandardCharsets.UTF_8)) + "?=";

        assertThat(post(modern(method, encoded), body)
                        .json()
                        .path("error")
                        .path("code")
                        .asInt(0))
                .as("there is no such task")
                .isEqualTo(-32602);
        assertThat(post(modern(method, "login1/job_2"), body).status).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-", textBlock = """
            # arguments                     | Mcp-Param-Region       | Mcp-Param-Shard | Mcp-Param-Dry | status
            {}                              | -                      | -    | -     | 200
            {"region":null}                 | -                      | -    | -     | 200
            {"region":"eu"}                 | eu                     | -    | -     | 200
            {"region":"eu"}                 | =?base64?ZXU=?=        | -    | -     | 200
            {"region":"ZXU="}               | ZXU=                   | -    | -     | 200
            {"region":"=?base64?ZXU="}      | =?base64?ZXU=          | -    | -     | 200
            {"region":"eu"}                 | -                      | -    | -     | 400
            {"region":"eu"}                 | us                     | -    | -     | 400
            {"region":"eu"}                 | EU                     | -    | -     | 400
            {"region":"eu"}                 | =?base64?ZXU?=         | -    | -     | 400
            {}                              | eu                     | -    | -     | 400
            {"inner":{"shard":42}}          | -                      | 42   | -     | 200
            {"inner":{"shard":42}}          | -                      | 42.0 | -     | 200
            {"inner":{"shard":42}}          | -                      | 43   | -     | 400
            {"inner":{"shard":42}}          | -                      | x    | -     | 400
            {"inner":{"shard":42}}          | -                      | -    | -     | 400
            {"inner":{"dry":true}}          | -                      | -    | true  | 200
            {"inner":{"dry":true}}          | -                      | -    | false | 400
            """)
    void argumentsThatHeadersRepeat(String arguments, String region, String shard, String dry, int status) {
        Map<String, List<String>> headers = modern("tools/call", "routed");
        put(headers, "Mcp-Param-Region", region);
        put(headers, "mcp-param-shard", shard);
        put(headers, "Mcp-Param-Dry", dry);
        put(headers, "Mcp-Param-Unknown", "is for others");

        Written written = send(
                new McpEndpoint(
                        new McpServer(
                                new ServerInfo("s", "S", "1", "", 0),
                                List.of(new Tools(
                                        List.of(FixtureTool.of("routed", ROUTED, call -> ToolResult.text("ok")))))),
                        ANYWHERE),
                "POST",
                headers,
                request("tools/call", "2026-07-28", "\"name\":\"routed\",\"arguments\":" + arguments + ",")
                        .getBytes(StandardCharsets.UTF_8));

        assertThat(written.status).isEqualTo(status);
    }

    private static final String ROUTED = """
            {"type":"object","properties":{"region":{"type":"string","x-mcp-header":"Region"},
             "inner":{"type":"object","properties":{"shard":{"type":"integer","x-mcp-header":"Shard"},
               "dry":{"type":"boolean","x-mcp-header":"Dry"}}}}}""";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'string','x-mcp-header':''}",
                "{'type':'string','x-mcp-header':'two words'}",
                "{'type':'number','x-mcp-header':'A'}",
                "{'type':'array','items':{'type':'string','x-mcp-header':'A'}}",
                "{'anyOf':[{'type':'string','x-mcp-header':'A'}]}",
                "{'type':'object','properties':{'b':{'type':'string','x-mcp-header':'a'},'c':{'type':'string','x-mcp-header':'A'}}}"
            })
    void aToolThatClientsWouldRefuseIsNotMade(String property) {
        String schema = "{'type':'object','properties':{'a':" + property + "}}";

        assertThatThrownBy(() ->
                        new Tools(List.of(FixtureTool.of("t", schema.replace('\'', '"'), call -> ToolResult.text("")))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Map<String, List<String>> modern(String method, String name) {
        return headers("MCP-Protocol-Version", "2026-07-28", "Mcp-Method", method, "Mcp-Name", name);
    }

    @Test
    void twoHeadersOfAKindAreNotOne() {
        Map<String, List<String>> headers = modern("tools/call", "machines");
        headers.put("Mcp-Name", List.of("machines", "run"));

        assertThat(post(headers, request("tools/call", "2026-07-28", "\"name\":\"machines\",")).status)
                .isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({"2025-11-25,200", "2025-06-18,200", "2025-03-26,200", "2024-11-05,400", "nonsense,400"})
    void olderRevisionsSayItInTheHeaderAlone(String revision, int status) {
        Written written = post(
                headers("MCP-Protocol-Version", revision, "Mcp-Session-Id", "ignored", "Last-Event-ID", "7"),
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}");

        assertThat(written.status).isEqualTo(status);
        assertThat(written.headers).doesNotContainKey("Mcp-Session-Id");
    }

    @Test
    void aBodyOfNoRevisionUnderAModernHeaderLacksItsMeta() {
        Written written = post(
                headers("MCP-Protocol-Version", "2026-07-28", "Mcp-Method", "tools/list"),
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}");

        assertThat(written.status).isEqualTo(400);
        assertThat(written.json().path("error").path("code").intValue()).isEqualTo(-32602);
    }

    @ParameterizedTest
    @CsvSource({"initialize", "ping", "logging/setLevel", "resources/subscribe", "no/such"})
    void whatTheRevisionHasNotIsNotFound(String method) {
        Written written = post(modern(method, ""), request(method, "2026-07-28", ""));

        assertThat(written.status).isEqualTo(404);
        assertThat(written.json().path("error").path("code").intValue()).isEqualTo(-32601);
    }

    @Test
    void olderClientsReadErrorsInAnswersOf200() {
        assertThat(post(headers(), "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"no/such\"}").status)
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "DELETE", "PUT", "HEAD"})
    void onlyPostIsAnswered(String method) {
        Written written = send(endpoint, method, headers(), new byte[0]);

        assertThat(written.status).isEqualTo(405);
        assertThat(written.headers).containsEntry("Allow", "POST");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "application/json,202",
                "application/json; charset=utf-8,202",
                "APPLICATION/JSON,202",
                "text/plain,415",
                "application/x-www-form-urlencoded,415",
                "-,415"
            })
    void theBodyIsJsonByItsType(String type, int status) {
        Map<String, List<String>> headers = new HashMap<>();
        put(headers, "Content-Type", type);

        assertThat(post(headers, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}").status)
                .isEqualTo(status);
    }

    @Test
    void onlyBrowsersOfKnownPagesComeIn() {
        String ping = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";

        assertThat(post(headers("Origin", "https://chat.example"), ping).status).isEqualTo(200);
        assertThat(post(headers("Origin", "https://evil.example"), ping).status).isEqualTo(403);
        assertThat(post(headers("Origin", "null"), ping).status).isEqualTo(403);
    }

    @Test
    void onLoopbackTheHostIsLoopback() {
        McpEndpoint local = new McpEndpoint(SmallServer.on(InstantSource.system()), Origins.loopback(8080));
        byte[] ping = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}".getBytes(StandardCharsets.UTF_8);

        assertThat(send(local, "POST", headers("Host", "localhost:8080"), ping).status)
                .isEqualTo(200);
        assertThat(send(local, "POST", headers("Host", "evil.example:8080"), ping).status)
                .isEqualTo(403);
        assertThat(send(local, "POST", headers(), ping).status).isEqualTo(403);
    }

    @Test
    void whatIsTooLargeIsRefusedAsSuch() {
        assertThat(send(endpoint, "POST", headers(), new byte[Incoming.MAX_BYTES + 1]).status)
                .isEqualTo(413);
    }

    @Test
    void notificationsAndResponsesHaveNoAnswer() {
        String response = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}";

        assertThat(post(headers(), "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\"}").status)
                .isEqualTo(202);
        assertThat(post(headers(), response).status).isEqualTo(202);
        assertThat(post(headers("MCP-Protocol-Version", "2026-07-28"), response).status)
                .isEqualTo(400);
    }

    @Test
    void progressThatTheClientAskedForMakesAStream() {
        Written written = post(
                modern("tools/call", "run"),
                request("tools/call", "2026-07-28", "\"name\":\"run\",\"arguments\":{\"command\":\"a\\nb\"},")
                        .replace("\"_meta\":{", "\"_meta\":{\"progressToken\":\"p\","));

        assertThat(written.status).isEqualTo(200);
        assertThat(written.headers)
                .containsEntry("Content-Type", "text/event-stream")
                .containsEntry("X-Accel-Buffering", "no");
        assertThat(written.texts)
                .hasSize(2)
                .allSatisfy(event -> assertThat(event).matches("event: message\ndata: \\{.*}\n\n"));
        assertThat(written.texts.getFirst()).contains("notifications/progress", "\"progressToken\":\"p\"");
        assertThat(written.texts.getLast()).contains("\"id\":1");
    }

    @Test
    void withoutATokenTheAnswerIsPlain() {
        Written written = post(
                modern("tools/call", "run"),
                request("tools/call", "2026-07-28", "\"name\":\"run\",\"arguments\":{\"command\":\"x\"},"));

        assertThat(written.headers).containsEntry("Content-Type", "application/json");
        assertThat(written.json().path("result").path("resultType").stringValue())
                .isEqualTo("complete");
    }

    @Test
    void aClientThatHasGoneGetsNothingMore() {
        Cancellation cancellation = new Cancellation();
        Tools tools = new Tools(List.of(FixtureTool.of("hang_up", call -> {
            call.call().notify("notifications/message", Nodes.node("{\"data\":1}"));
            cancellation.cancel();
            call.call().notify("notifications/message", Nodes.node("{\"data\":2}"));
            return ToolResult.text("late");
        })));
        McpEndpoint hangingUp =
                new McpEndpoint(new McpServer(new ServerInfo("s", "S", "1", "", 0), List.of(tools)), ANYWHERE);
        String body =
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"hang_up\",\"arguments\":{}}}";
        Written written = new Written();

        HttpStep step = hangingUp.accept(new HttpHead("POST", headers()), body.getBytes(StandardCharsets.UTF_8));
        hangingUp.run((HttpStep.Work) step, written, cancellation);

        assertThat(written.texts).hasSize(1);
        assertThat(written.ends).isOne();
    }
}
