package org.hpcdaemon.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.hpcdaemon.link.network.Target;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.testkit.RecordingServer;
import org.junit.jupiter.api.Test;

/** Whatever a server answers, it is told in words and never as a failure of Java's. */
final class ApiAnswerTest {
    private static final List<Consumer<HpcClient>> CALLS = List.of(
            HpcClient::daemons,
            HpcClient::whoAmI,
            client -> client.events(0, Duration.ZERO),
            client -> client.account().keys(),
            client -> client.account().requestCode("ada@example.org"),
            client -> client.account().verify("t", "123456"),
            client -> client.account().createAgentKey("a"));

    @Test
    void noAnswerShowsJavasWords() throws IOException {
        for (String body : List.of("{}", "[]", "null", "", "<html>", "7", "{\"daemons\":[null]}", "{\"payload\":{}}")) {
            try (RecordingServer server = RecordingServer.plain(_ -> RecordingServer.response("200 OK", "", body));
                    HpcClient client = HpcClient.open(Target.of("http://127.0.0.1:" + server.port()), "hpc_agent_x")) {
                for (Consumer<HpcClient> call : CALLS) {
                    assertThatThrownBy(() -> call.accept(client))
                            .isInstanceOfSatisfying(
                                    HpcException.class,
                                    failure -> assertThat(failure.code()).isEqualTo(ErrorCode.UNREACHABLE))
                            .hasMessageContaining("is not a platform's")
                            .message()
                            .doesNotContainPattern("java|jackson|Token|null\"|\\$");
                }
            }
        }
    }

    @Test
    void aMissingFieldIsNamed() throws IOException {
        try (RecordingServer server = RecordingServer.plain(_ -> RecordingServer.response("200 OK", "", "{}"));
                HpcClient client = HpcClient.open(Target.of("http://127.0.0.1:" + server.port()), "hpc_agent_x")) {
            assertThatThrownBy(client::daemons)
                    .hasMessageContaining("to /hpc/daemons is not a platform's: it has no \"daemons\"");
        }
    }
}
