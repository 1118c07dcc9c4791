package org.hpcdaemon.mcp.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.hpcdaemon.mcp.SettableClock;
import org.hpcdaemon.mcp.SmallServer;

/** Whatever headers come, the answer is a status of the protocol; and what a client encodes comes back. */
class HeadersFuzzTest {
    private final McpEndpoint endpoint =
            new McpEndpoint(SmallServer.on(new SettableClock()), new Origins(Set.of(), Set.of()));

    @Property
    void anyHeadersAreAnswered(@ForAll String revision, @ForAll String method, @ForAll String name) {
        byte[] body = """
                {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"run","_meta":{
                "io.modelcontextprotocol/protocolVersion":"2026-07-28",
                "io.modelcontextprotocol/clientCapabilities":{}}}}""".getBytes(StandardCharsets.UTF_8);
        HttpStep step = endpoint.accept(
                new HttpHead(
                        "POST",
                        Map.of(
                                "Content-Type", List.of("application/json"),
                                "MCP-Protocol-Version", List.of(revision),
                                "Mcp-Method", List.of(method),
                                "Mcp-Name", List.of("=?base64?" + name + "?="))),
                body);

        assertThat(step).isInstanceOfSatisfying(HttpStep.Answer.class, answer -> {
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body()).contains("-32020").hasSizeLessThan(1000);
        });
    }

    @Property
    void aTextThatIsEncodedComesBack(
            @ForAll @StringLength(max = 50) @CharRange(from = '\u0001', to = '\ud7ff') String text) {
        String encoded = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));

        assertThat(HeaderValue.decode("=?base64?" + encoded + "?=")).contains(text);
    }
}
