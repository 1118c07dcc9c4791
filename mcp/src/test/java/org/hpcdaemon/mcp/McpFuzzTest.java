package org.hpcdaemon.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.hpcdaemon.mcp.fixture.Nodes;
import org.hpcdaemon.mcp.stdio.StdioSession;
import org.hpcdaemon.protocol.rpc.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Whatever comes in, what goes out is JSON-RPC, is short, and tells nothing of exceptions. */
class McpFuzzTest {
    private static final List<String> MESSAGES =
            Transcript.all().stream().flatMap(t -> t.requests().stream()).toList();

    /** A value of every JSON type, and those that break parsers. */
    private static final List<String> HOSTILE = List.of(
            "null",
            "true",
            "0",
            "-1",
            "1.5",
            "4294967296",
            "9223372036854775808",
            "1e400",
            "\"\"",
            "\"1\"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"" + "a".repeat(20_000) + "\"",
            "[]",
            "[null]",
            "{}",
            "{\"a\":null}");

    @Property(tries = 500)
    void anyBytesAreAnsweredWithJsonRpcOrNothing(@ForAll byte[] bytes) {
        check(bytes);
    }

    @Property(tries = 500)
    void aMessageWithBytesChanged(@ForAll("damaged") byte[] bytes) {
        check(bytes);
    }

    @Property(tries = 1000)
    void aMessageWithAFieldReplaced(@ForAll("replaced") String message) {
        check(message.getBytes(StandardCharsets.UTF_8));
    }

    @Provide
    Arbitrary<byte[]> damaged() {
        return Arbitraries.of(MESSAGES)
                .flatMap(message -> Arbitraries.integers()
                        .between(0, Math.max(0, message.length() - 1))
                        .flatMap(at -> Arbitraries.of(
                                        "{}[]\",:0\\ue-ü".chars().boxed().toList())
                                .map(c -> (message.isEmpty()
                                                ? Character.toString(c)
                                                : message.substring(0, at)
                                                        + Character.toString(c)
                                                        + message.substring(at + 1))
                                        .getBytes(c == 'u' ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8))));
    }

    @Provide
    Arbitrary<String> replaced() {
        return Arbitraries.of(MESSAGES.stream().filter(McpFuzzTest::isObject).toList())
                .flatMap(message -> Arbitraries.integers()
                        .between(0, count(Nodes.node(message)) - 1)
                        .flatMap(at -> Arbitraries.of(HOSTILE).map(value -> replace(message, at, value))));
    }

    private static boolean isObject(String message) {
        try {
            return Json.tree(message).isObject();
        } catch (RuntimeException e) {
            return false;
        }
    }

    private static int count(JsonNode node) {
        int inner = 0;
        for (JsonNode child : node) {
            inner += 1 + count(child);
        }
        return inner;
    }

    /** The message with the n-th of its values replaced, in the order of a walk. */
    private static String replace(String message, int n, String value) {
        ObjectNode node = Nodes.node(message);
        List<Runnable> marks = new ArrayList<>();
        collect(node, marks);
        marks.get(n).run();
        return Json.write(node).replace("\"\\u0001\"", value);
    }

    private static void collect(JsonNode node, List<Runnable> marks) {
        switch (node) {
            case ObjectNode object ->
                object.propertyNames().forEach(name -> {
                    marks.add(() -> object.put(name, "\u0001"));
                    collect(object.path(name), marks);
                });
            case ArrayNode array -> {
                for (int i = 0; i < array.size(); i++) {
                    int at = i;
                    marks.add(() -> array.set(at, "\u0001"));
                    collect(array.path(i), marks);
                }
            }
            default -> {}
        }
    }

    private static void check(byte[] line) {
        List<String> said = new ArrayList<>();
        StdioSession session = new StdioSession(SmallServer.on(new SettableClock()), said::add);
        session.accept(line).ifPresent(Runnable::run);
        for (String text : said) {
            JsonNode message = Nodes.node(text);
            assertThat(text).doesNotContain("\n").doesNotContain("Exception", "java.", "jackson");
            assertThat(message.path("jsonrpc").stringValue()).isEqualTo("2.0");
            assertThat(message.has("method") ^ (message.has("result") ^ message.has("error")))
                    .as(text)
                    .isTrue();
            if (message.has("error")) {
                assertThat(message.path("error").path("code").isInt()).isTrue();
                assertThat(message.path("error").path("message").stringValue())
                        .isNotBlank()
                        .hasSizeLessThan(400);
            }
        }
    }
}
