package org.hpcdaemon.protocol.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.hpcdaemon.protocol.Golden;
import org.junit.jupiter.api.Test;

/** The byte layout, against bytes written by hand. */
class GoldenFramesTest {
    @Test
    void aStreamFrame() {
        isWritten(new StreamFrame(3, 262_144, utf8("hi\n")), "stream");
        isWritten(new StreamFrame(-1, Long.MAX_VALUE, utf8("")), "stream-largest-numbers");
    }

    @Test
    void aRouteFrameOfEachKind() {
        isWritten(new RouteFrame(1, RouteFrame.Kind.OPEN, utf8("{\"user\":\"u_7z5x3v1t9r7p\"}")), "route-open");
        isWritten(RouteFrame.text(RouteFrame.PLATFORM, "{}"), "route-text");
        isWritten(
                new RouteFrame(
                        -1,
                        RouteFrame.Kind.BINARY,
                        new StreamFrame(1, 0, ByteBuffer.wrap(new byte[] {0, (byte) 0xff})).encode()),
                "route-binary");
        isWritten(new RouteFrame(258, RouteFrame.Kind.CLOSE, utf8("{\"code\":4008,\"reason\":\"x\"}")), "route-close");
    }

    private static void isWritten(StreamFrame frame, String golden) {
        assertThat(frame.encode()).isEqualTo(ByteBuffer.wrap(Golden.frame(golden)));
        assertThat(StreamFrame.decode(ByteBuffer.wrap(Golden.frame(golden)))).isEqualTo(frame);
    }

    private static void isWritten(RouteFrame frame, String golden) {
        assertThat(frame.encode()).isEqualTo(ByteBuffer.wrap(Golden.frame(golden)));
        assertThat(RouteFrame.decode(ByteBuffer.wrap(Golden.frame(golden)))).isEqualTo(frame);
    }

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
