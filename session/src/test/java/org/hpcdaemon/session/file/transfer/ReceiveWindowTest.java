package org.hpcdaemon.session.file.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.hpcdaemon.protocol.error.HpcException;
import org.junit.jupiter.api.Test;

/** What an agent may send of a file, and where it ends. */
final class ReceiveWindowTest {
    private final ReceiveWindow window = new ReceiveWindow();

    private static ByteBuffer bytes(int count) {
        return ByteBuffer.wrap(new byte[count]);
    }

    @Test
    void nothingComesBehindTheEndAndTheEndIsReachedOnceAllIsWritten() throws Exception {
        window.begin(10);
        window.bytes(10, bytes(5));
        window.end(15);

        assertThatThrownBy(() -> window.bytes(15, bytes(1)))
                .isInstanceOf(HpcException.class)
                .hasMessage("input past its own end at 15");
        // Sent again, after a cut.
        window.bytes(12, bytes(3));
        ReceiveWindow.Next.Piece piece = (ReceiveWindow.Next.Piece) window.next();
        assertThat(piece.length()).isEqualTo(5);
        window.written(piece);
        ReceiveWindow.Next next = window.next();
        // Whether the last bytes are acknowledged before is a matter of time.
        assertThat(next instanceof ReceiveWindow.Next.Acknowledge ? window.next() : next)
                .isEqualTo(new ReceiveWindow.Next.End());
    }

    @Test
    void whatIsStoppedTakesNothingAndSaysSo() throws Exception {
        window.begin(0);
        window.bytes(0, bytes(5));
        window.stop();

        assertThat(window.next()).isEqualTo(new ReceiveWindow.Next.Cut());
        window.bytes(5, bytes(5));
        assertThat(window.next()).isEqualTo(new ReceiveWindow.Next.Cut());
    }
}
