package org.hpcdaemon.client.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReceiveStreamTest {
    private final List<Long> acknowledged = new ArrayList<>();
    private final ReceiveStream stream = new ReceiveStream(0, acknowledged::add);

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private String readAll() throws IOException {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void bytesSentAgainAreReadOnce() throws IOException {
        stream.frame(0, bytes("hello "));
        stream.frame(0, bytes("hello "));
        stream.frame(3, bytes("lo world"));
        stream.end(11);
        assertThat(readAll()).isEqualTo("hello world");
    }

    @Test
    void aSkippedByteIsAnErrorAndNeverSilent() {
        stream.frame(5, bytes("late"));
        assertThatThrownBy(stream::read).isInstanceOf(IOException.class).hasMessageContaining("without a gap");
    }

    @Test
    void aGapIsReportedOnceBetweenTheBytesAroundIt() throws IOException {
        stream.frame(0, bytes("ab"));
        stream.gap(2, 10);
        stream.frame(10, bytes("cd"));
        stream.end(12);
        assertThat(stream.readNBytes(2)).isEqualTo(new byte[] {'a', 'b'});
        assertThatThrownBy(stream::read)
                .isInstanceOfSatisfying(
                        StreamGapException.class,
                        gap -> assertThat(gap.to() - gap.from()).isEqualTo(8));
        assertThat(readAll()).isEqualTo("cd");
    }

    @Test
    void anEndThatArrivesBeforeTheLastBytesKeepsThem() throws IOException {
        stream.end(3);
        stream.frame(0, bytes("abc"));
        assertThat(readAll()).isEqualTo("abc");
    }

    @Test
    void whatWasReceivedIsReadBeforeAFailureIsThrown() throws IOException {
        stream.frame(0, bytes("abc"));
        stream.fail(new IOException("revoked"));
        assertThat(stream.readNBytes(3)).hasSize(3);
        assertThatThrownBy(stream::read).hasMessage("revoked");
    }

    @Test
    void aReaderThatHasCaughtUpAcknowledges() throws IOException {
        stream.frame(0, bytes("abc"));
        assertThat(acknowledged).isEmpty();
        assertThat(stream.readNBytes(3)).hasSize(3);
        assertThat(acknowledged).containsExactly(3L);
    }
}
