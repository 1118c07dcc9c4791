package org.hpcdaemon.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Instant;
import org.hpcdaemon.link.network.Target;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.testkit.RecordingServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of a URL that answers, a platform's or not. */
final class HealthTest {
    private static final String GOOD =
            "{\"service\":\"hpc-platform\",\"protocol\":\"hpc.v1\",\"version\":\"1\",\"time\":\"2026-01-01T00:00:00Z\"}";

    private static Health ask(String response) throws IOException {
        try (RecordingServer server = RecordingServer.plain(_ -> response);
                HpcClient client = HpcClient.open(Target.of("http://127.0.0.1:" + server.port()), "hpc_agent_x")) {
            try {
                return client.health();
            } finally {
                assertThat(server.requests())
                        .singleElement()
                        .asString()
                        .startsWith("GET /hpc/health ")
                        .doesNotContain("hpc_agent_x");
            }
        }
    }

    @Test
    void aPlatformSaysItsVersionAndItsTime() throws IOException {
        assertThat(ask(RecordingServer.response("200 OK", "", GOOD)))
                .isEqualTo(new Health("1", Instant.parse("2026-01-01T00:00:00Z")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "404 Not Found|gone|is not a platform: /hpc/health there answers HTTP 404",
                "200 OK|<html>|with something else",
                "200 OK|{\"service\":\"other\"}|with something else",
                "200 OK|{\"service\":\"hpc-platform\",\"protocol\":\"hpc.v9\",\"time\":\"2026-01-01T00:00:00Z\"}"
                        + "|speaks hpc.v9",
                "401 Unauthorized|{}|is not a platform"
            })
    void whatIsNoPlatformIsSaidToBeNone(String status, String body, String words) {
        assertThatThrownBy(() -> ask(RecordingServer.response(status, "", body)))
                .hasMessageContaining(words)
                .extracting(failure -> ((HpcException) failure).code())
                .isEqualTo(ErrorCode.INVALID_PARAMS);
    }

    @Test
    void aRedirectIsNotFollowedAndItsTargetIsSaid() {
        assertThatThrownBy(() -> ask(RecordingServer.response("301 Moved", "Location: https://new.test/\r\n", "")))
                .hasMessageContaining("redirects to https://new.test/")
                .extracting(failure -> ((HpcException) failure).code())
                .isEqualTo(ErrorCode.INVALID_PARAMS);
    }

    @Test
    void aPlatformThatIsDownBehindItsProxyMayComeBack() {
        assertThatThrownBy(() -> ask(RecordingServer.response("502 Bad Gateway", "", "")))
                .extracting(failure -> ((HpcException) failure).code())
                .isEqualTo(ErrorCode.UNREACHABLE);
    }
}
