package org.hpcdaemon.daemon.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.Request;
import org.hpcdaemon.protocol.rpc.Rpc;
import org.hpcdaemon.protocol.rpc.RpcMessage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests as they are kept, and what becomes of them. */
final class AskedRequestTest {
    private static final RandomIds IDS = RandomIds.secure();

    /** Every request that the protocol has an example of. */
    static List<Request> requests() throws IOException {
        Path golden = Path.of("../protocol/src/test/resources/org/hpcdaemon/protocol/golden/call");
        try (Stream<Path> files = Files.list(golden)) {
            return files.map(AskedRequestTest::request)
                    .flatMap(Stream::ofNullable)
                    .toList();
        }
    }

    private static @Nullable Request request(Path file) {
        try {
            return Rpc.decode(Files.readString(file).strip()) instanceof RpcMessage.Call call
                            && call.request() instanceof Request request
                    ? request
                    : null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("requests")
    void oneThatIsMadeAgainHasTheSameEffect(Request request) {
        AskedRequest asked = AskedRequest.of(request);

        Request again = AskedRequest.again(asked.method(), asked.text(), IDS.key());

        assertThat(again).hasSameClassAs(request);
        assertThat(AskedRequest.of(again).summary()).isEqualTo(asked.summary());
        assertThat(AskedRequest.of(again).text().replace(",\"streams\":{\"stdin\":true}", ""))
                .isEqualTo(asked.text().replaceAll(",\"streams\":\\{\"stdin\":(true|false)}", ""));
    }

    @Test
    void aTextThatWasTooLongToBeKeptIsNotMadeUp() {
        AskedRequest asked = AskedRequest.of(ExecRequest.Run.ofLine(IDS.key(), "echo " + "x".repeat(30_000)));

        assertThatThrownBy(() -> AskedRequest.again(asked.method(), asked.text(), IDS.key()))
                .isInstanceOf(HpcException.class);
    }
}
