package org.hpcdaemon.protocol.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;

/** Both frame codecs: what goes in comes out, and any bytes are a frame or a clear error. */
class FramePropertiesTest {
    @Property
    void aStreamFrameComesBack(
            @ForAll int stream,
            @ForAll @LongRange(min = 0, max = Long.MAX_VALUE - 300) long offset,
            @ForAll @Size(max = 300) byte[] bytes) {
        StreamFrame frame = new StreamFrame(stream, offset, ByteBuffer.wrap(bytes));
        assertThat(StreamFrame.decode(frame.encode())).isEqualTo(frame);
        assertThat(frame.end()).isEqualTo(offset + bytes.length);
        assertThat(frame.bytes().remaining()).isEqualTo(bytes.length);
    }

    @Property
    void aRouteFrameComesBack(@ForAll int route, @ForAll RouteFrame.Kind kind, @ForAll @Size(max = 300) byte[] bytes) {
        RouteFrame frame = new RouteFrame(route, kind, ByteBuffer.wrap(bytes));
        assertThat(RouteFrame.decode(frame.encode())).isEqualTo(frame);
    }

    /** The bytes of a frame inside a larger buffer, as a network library hands them over. */
    @Property(tries = 100)
    void aSliceIsReadFromItsOwnStart(@ForAll @Size(min = 1, max = 20) byte[] before, @ForAll byte[] bytes) {
        StreamFrame frame = new StreamFrame(1, 2, ByteBuffer.wrap(bytes));
        ByteBuffer whole = ByteBuffer.allocate(before.length + StreamFrame.HEADER + bytes.length)
                .put(before)
                .put(frame.encode())
                .position(before.length);
        assertThat(StreamFrame.decode(whole)).isEqualTo(frame);
        assertThat(whole.position()).isEqualTo(before.length);
    }

    @Property(tries = 5000)
    void anyBytesAreAFrameOrAnError(@ForAll("messages") byte[] message) {
        try {
            StreamFrame frame = StreamFrame.decode(ByteBuffer.wrap(message));
            assertThat(frame.encode()).isEqualTo(ByteBuffer.wrap(message));
        } catch (HpcException e) {
            assertThat(e.reason()).isNotBlank();
        }
        try {
            RouteFrame frame = RouteFrame.decode(ByteBuffer.wrap(message));
            assertThat(frame.encode()).isEqualTo(ByteBuffer.wrap(message));
        } catch (HpcException e) {
            assertThat(e.reason()).isNotBlank();
        }
    }

    @Provide
    Arbitrary<byte[]> messages() {
        return Arbitraries.bytes().array(byte[].class).ofMaxSize(40);
    }

    @Example
    void offsetsPast2To63AreRefusedAtBothEnds() {
        ByteBuffer past = ByteBuffer.allocate(13)
                .putInt(1)
                .putLong(Long.MIN_VALUE)
                .put((byte) 1)
                .flip();
        ByteBuffer reaching = ByteBuffer.allocate(13)
                .putInt(1)
                .putLong(Long.MAX_VALUE)
                .put((byte) 1)
                .flip();
        refused(ErrorCode.INVALID_REQUEST, () -> StreamFrame.decode(past));
        refused(ErrorCode.INVALID_REQUEST, () -> StreamFrame.decode(reaching));
    }

    @Example
    void theLargestFramesPassAndOneByteMoreDoesNot() {
        ByteBuffer most = ByteBuffer.allocate(StreamFrame.MAX_BYTES);
        ByteBuffer more = ByteBuffer.allocate(StreamFrame.MAX_BYTES + 1);
        assertThat(new StreamFrame(1, 0, most).encode().remaining()).isEqualTo(Limits.BINARY_BYTES);
        refused(ErrorCode.TOO_LARGE, () -> new StreamFrame(1, 0, more));
        refused(ErrorCode.TOO_LARGE, () -> StreamFrame.decode(ByteBuffer.allocate(Limits.BINARY_BYTES + 1)));
        for (RouteFrame.Kind kind : RouteFrame.Kind.values()) {
            ByteBuffer payload = ByteBuffer.allocate(kind.maxBytes());
            assertThat(new RouteFrame(1, kind, payload).encode().remaining()).isLessThanOrEqualTo(RouteFrame.MAX_BYTES);
            refused(ErrorCode.TOO_LARGE, () -> new RouteFrame(1, kind, ByteBuffer.allocate(kind.maxBytes() + 1)));
        }
    }

    @Example
    void aTextPayloadThatIsNotUtf8IsAnErrorAndNotOtherText() {
        byte[][] notUtf8 = {
            {(byte) 0xff}, {(byte) 0xc3}, {(byte) 0xed, (byte) 0xa0, (byte) 0x80}, {(byte) 0xc0, (byte) 0x80}
        };
        for (byte[] payload : notUtf8) {
            RouteFrame frame = new RouteFrame(1, RouteFrame.Kind.TEXT, ByteBuffer.wrap(payload));
            refused(ErrorCode.PARSE_ERROR, frame::payloadText);
        }
        assertThat(RouteFrame.text(1, "ünï 🚀").payloadText()).isEqualTo("ünï 🚀");
    }

    private static void refused(ErrorCode code, org.assertj.core.api.ThrowableAssert.ThrowingCallable what) {
        assertThatThrownBy(what)
                .isInstanceOfSatisfying(
                        HpcException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
