package org.hpcdaemon.protocol.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.hpcdaemon.protocol.Golden;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.frame.RouteFrame;
import org.hpcdaemon.protocol.message.route.RouteClose;
import org.hpcdaemon.protocol.message.route.RouteOpen;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Hostile texts: each is a message or an {@link HpcException}, and a message keeps what its record promises. */
class RpcFuzzTest {
    private static final JsonMapper MAPPER = new JsonMapper();

    /** A value of every JSON type, and the numbers and strings that break parsers. */
    private static final List<String> HOSTILE = List.of(
            "null",
            "true",
            "0",
            "-1",
            "1.5",
            "4294967296",
            "9223372036854775808",
            "-9223372036854775809",
            "1e400",
            "1e-400",
            "9".repeat(32),
            "\"\"",
            "\"x\"",
            "\"1\"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"" + "a".repeat(20_000) + "\"",
            "[]",
            "[null]",
            "[1,\"a\",{}]",
            "{}",
            "{\"a\":null}",
            "{\"A\":[]}");

    static List<Golden.Message> messages() {
        return Golden.messages();
    }

    @ParameterizedTest
    @MethodSource("messages")
    void everyFieldWithEveryWrongValueAndWithout(Golden.Message golden) {
        JsonNode message = MAPPER.readTree(golden.text());
        for (List<String> path : paths(message)) {
            check(golden, without(message, path));
            for (String value : HOSTILE) {
                check(golden, with(message, path, value));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("messages")
    void randomBytesChanged(Golden.Message golden) {
        Random random = new Random(golden.text().hashCode());
        byte[] whole = golden.text().getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 100; i++) {
            byte[] bytes = whole.clone();
            for (int change = random.nextInt(1, 4); change > 0; change--) {
                bytes[random.nextInt(bytes.length)] = (byte)
                        (random.nextBoolean() ? random.nextInt(256) : "{}[]\",:0\\ue-".charAt(random.nextInt(12)));
            }
            int length = random.nextInt(4) == 0 ? random.nextInt(bytes.length) : bytes.length;
            ByteBuffer payload = ByteBuffer.wrap(bytes, 0, length);
            try {
                check(golden, new RouteFrame(1, RouteFrame.Kind.TEXT, payload).payloadText());
            } catch (HpcException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.PARSE_ERROR);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":"})
    void deepNestingIsAParseError(String opening) {
        refused(ErrorCode.PARSE_ERROR, opening.repeat(100_000));
        refused(
                ErrorCode.PARSE_ERROR,
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"shell.list\",\"params\":{\"x\":"
                        + opening.repeat(Limits.JSON_DEPTH));
    }

    @Test
    void whatIsNotOneMessageIsRefused() {
        String call = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"shell.list\"}";
        assertThat(Rpc.decode(call)).isInstanceOf(RpcMessage.Call.class);
        refused(ErrorCode.PARSE_ERROR, "");
        refused(ErrorCode.PARSE_ERROR, call + call);
        refused(ErrorCode.PARSE_ERROR, call.replace("\"id\":1", "\"id\":1,\"id\":2"));
        refused(ErrorCode.PARSE_ERROR, call.replace(":1", ":" + "1".repeat(1000)));
        refused(ErrorCode.INVALID_REQUEST, "[" + call + "]");
        refused(ErrorCode.INVALID_REQUEST, call.replace("2.0", "1.0"));
        refused(ErrorCode.INVALID_REQUEST, call.replace(":1", ":1.5"));
        refused(ErrorCode.INVALID_REQUEST, call.replace(":1", ":9223372036854775808"));
        refused(ErrorCode.INVALID_REQUEST, call.replace(":1", ":\"" + "i".repeat(65) + "\""));
        refused(ErrorCode.METHOD_NOT_FOUND, call.replace("shell.list", "m".repeat(100_000)));
        refused(ErrorCode.TOO_LARGE, call + " ".repeat(Limits.TEXT_BYTES));
        refused(ErrorCode.TOO_LARGE, "\"" + "ü".repeat(Limits.TEXT_BYTES / 2) + "\"");
    }

    /** It would arrive as another command: UTF-8 has no half characters. */
    @Test
    void halfASurrogatePairIsRefusedInWhatRuns() {
        String call =
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"exec.run\",\"params\":{\"key\":\"k\",\"argv\":[\"rm\",\"VALUE\"]}}";
        refused(ErrorCode.INVALID_PARAMS, call.replace("VALUE", "\\ud83d"));
        refused(ErrorCode.INVALID_PARAMS, call.replace("VALUE", "\\ude80\\ud83d"));
        assertThat(Rpc.decode(call.replace("VALUE", "\\ud83d\\ude80"))).isInstanceOf(RpcMessage.Call.class);
    }

    /** The error is for the one who sent it: short, whatever was sent. */
    @Test
    void anErrorDoesNotRepeatALargeInput() {
        String large = "x".repeat(500_000);
        for (String text : List.of(
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + large + "\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"shell.signal\",\"params\":{\"shell\":\"s_00000000\",\"signal\":\""
                        + large + "\"}}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"exec.run\",\"params\":{\"key\":\"k\",\"command\":\"x\",\"timeoutMs\":\""
                        + large + "\"}}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"exec.run\",\"params\":{\"key\":\"k\",\"command\":\"x\",\"env\":{\""
                        + large.substring(0, 40_000) + "\":1}}}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"shell.write\",\"params\":{\"data\":\"" + large + "!\"}}",
                large)) {
            assertThatThrownBy(() -> Rpc.decode(text))
                    .isInstanceOfSatisfying(
                            RpcException.class, e -> assertThat(e.reason()).hasSizeLessThan(1000));
        }
    }

    @Test
    void routePayloadsAreRecordsOrErrors() {
        for (String value : HOSTILE) {
            for (String text : List.of(
                    value,
                    "{\"user\":" + value + "}",
                    "{\"user\":\"u_00000000\",\"agent\":" + value + "}",
                    "{\"user\":\"u_00000000\",\"name\":" + value + "}",
                    "{\"code\":" + value + ",\"reason\":" + value + "}")) {
                recordOrError(text, RouteOpen.class);
                recordOrError(text, RouteClose.class);
            }
        }
    }

    private static void recordOrError(String text, Class<?> type) {
        try {
            keepsItsPromise(Json.read(text, type), text);
        } catch (HpcException e) {
            assertThat(e.reason()).isNotBlank();
        }
    }

    private static void check(Golden.Message golden, String text) {
        RpcMessage message;
        try {
            message = Rpc.decode(text);
        } catch (RpcException e) {
            assertThat(Rpc.decode(e.toAnswer())).isInstanceOf(RpcMessage.Failure.class);
            return;
        }
        keepsItsPromise(message, text);
        if (message instanceof RpcMessage.Result result) {
            try {
                keepsItsPromise(Json.convert(result.result(), GoldenMessagesTest.answerOf(golden)), text);
            } catch (HpcException e) {
                assertThat(e.reason()).isNotBlank();
            }
        }
    }

    private static void keepsItsPromise(Object record, String text) {
        Records records = new Records();
        records.visit(record);
        assertThat(records.wronglyNull()).as(() -> text).isEmpty();
    }

    private static void refused(ErrorCode code, String text) {
        assertThatThrownBy(() -> Rpc.decode(text))
                .isInstanceOfSatisfying(
                        RpcException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    /** Where every value of the message is. */
    private static List<List<String>> paths(JsonNode node) {
        List<List<String>> all = new ArrayList<>();
        collect(node, List.of(), all);
        return all;
    }

    private static void collect(JsonNode node, List<String> at, List<List<String>> all) {
        if (!at.isEmpty()) {
            all.add(at);
        }
        if (node.isObject()) {
            node.properties().forEach(field -> collect(field.getValue(), longer(at, field.getKey()), all));
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            collect(node.get(i), longer(at, String.valueOf(i)), all);
        }
    }

    private static List<String> longer(List<String> path, String step) {
        List<String> result = new ArrayList<>(path);
        result.add(step);
        return result;
    }

    private static String with(JsonNode message, List<String> path, String value) {
        JsonNode copy = message.deepCopy();
        JsonNode parent = parent(copy, path);
        if (parent instanceof ArrayNode array) {
            array.set(Integer.parseInt(path.getLast()), "\u0001");
        } else {
            ((ObjectNode) parent).put(path.getLast(), "\u0001");
        }
        return MAPPER.writeValueAsString(copy).replace("\"\\u0001\"", value);
    }

    private static String without(JsonNode message, List<String> path) {
        JsonNode copy = message.deepCopy();
        JsonNode parent = parent(copy, path);
        if (parent instanceof ArrayNode array) {
            array.remove(Integer.parseInt(path.getLast()));
        } else {
            ((ObjectNode) parent).remove(path.getLast());
        }
        return MAPPER.writeValueAsString(copy);
    }

    private static JsonNode parent(JsonNode message, List<String> path) {
        JsonNode node = message;
        for (String step : path.subList(0, path.size() - 1)) {
            node = node.isArray() ? node.get(Integer.parseInt(step)) : node.get(step);
        }
        return node;
    }
}
