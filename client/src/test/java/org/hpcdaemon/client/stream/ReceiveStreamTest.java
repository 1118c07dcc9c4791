package org.hpcdaemon.client.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.hpcdaemon.testkit.Patience;
import org.junit.jupiter.api.Test;

class ReceiveStreamTest {
    private final List<Long> acknowledged = new CopyOnWriteArrayList<>();
    private final AtomicLong nanos = new AtomicLong();
    private final ReceiveStream stream = new ReceiveStream(0, acknowledged::add, nanos::get);

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

    @Test
    void ofAQuickSuccessionOneIsAcknowledgedInAWhile() throws IOException {
        for (int i = 0; i < 5; i++) {
            stream.frame(i, bytes("a"));
            assertThat(stream.read()).isEqualTo('a');
        }
        assertThat(acknowledged).containsExactly(1L);
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(20));
        stream.frame(5, bytes("a"));
        assertThat(stream.read()).isEqualTo('a');
        assertThat(acknowledged).containsExactly(1L, 6L);
    }

    @Test
    void aQuarterOfTheWindowIsAcknowledgedAtOnce() throws IOException {
        int quarter = 256 << 10;
        stream.frame(0, ByteBuffer.allocate(1));
        assertThat(stream.read()).isZero();
        stream.frame(1, ByteBuffer.allocate(quarter));
        assertThat(stream.readNBytes(quarter)).hasSize(quarter);
        assertThat(acknowledged).containsExactly(1L, 1L + quarter);
    }

    @Test
    void theEndIsAcknowledgedHoweverSoonItCame() throws IOException {
        stream.frame(0, bytes("a"));
        assertThat(stream.read()).isEqualTo('a');
        stream.frame(1, bytes("b"));
        assertThat(stream.read()).isEqualTo('b');
        stream.end(2);
        assertThat(stream.read()).isEqualTo(-1);
        assertThat(acknowledged).containsExactly(1L, 2L);
    }

    @Test
    void aReaderThatWaitsAcknowledgesWhatItHas() throws Exception {
        stream.frame(0, bytes("a"));
        assertThat(stream.read()).isEqualTo('a');
        stream.frame(1, bytes("b"));
        assertThat(stream.read()).isEqualTo('b');
        Thread reader =
                Thread.ofVirtual().start(() -> assertThatCode(stream::read).doesNotThrowAnyException());
        Patience.await().until(() -> acknowledged.contains(2L));
        stream.end(2);
        reader.join();
        assertThat(acknowledged).containsExactly(1L, 2L);
    }
}
