package org.hpcdaemon.link.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames as RFC 6455, section 5, writes them: in both directions, of all lengths, in parts, and forbidden ones. */
final class FramesTest {
    private static final int MAX = 200_000;

    /** All places in a mask, and in what is masked at once. */
    private static final int MAX_HEAD = 17;

    /** Arrives as a slow network may bring it. */
    private static FrameReader reader(int atOnce, byte[] stream) {
        InputStream slow = new ByteArrayInputStream(stream) {
            @Override
            public synchronized int read(byte[] into, int from, int count) {
                return super.read(into, from, Math.min(count, atOnce));
            }
        };
        return new FrameReader(new InputBuffer(slow, 1000), MAX);
    }

    /** An unmasked frame, as servers send it. */
    private static byte[] frame(int head, int... payload) {
        ByteBuffer frame =
                ByteBuffer.allocate(2 + payload.length).put((byte) head).put((byte) payload.length);
        for (int each : payload) {
            frame.put((byte) each);
        }
        return frame.array();
    }

    private static byte[] all(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /** As the client writes it, with the mask taken off and the bit for it cleared. */
    private static byte[] unmasked(byte[] sent) {
        ByteBuffer in = ByteBuffer.wrap(sent);
        ByteBuffer out = ByteBuffer.allocate(sent.length);
        while (in.hasRemaining()) {
            out.put(in.get());
            int second = in.get() & 0xff;
            assertThat(second & 0x80).isNotZero();
            int length = second & 0x7f;
            out.put((byte) length);
            if (length == 126) {
                out.putShort(in.getShort());
                length = out.getShort(out.position() - Short.BYTES) & 0xffff;
            } else if (length == 127) {
                out.putLong(in.getLong());
                length = (int) out.getLong(out.position() - Long.BYTES);
            }
            byte[] mask = new byte[4];
            in.get(mask);
            for (int i = 0; i < length; i++) {
                out.put((byte) (in.get() ^ mask[i % mask.length]));
            }
        }
        byte[] result = new byte[out.position()];
        out.flip().get(result);
        return result;
    }

    private static byte[] bytes(Inbound message) {
        ByteBuffer payload = ((Inbound.Binary) message).bytes();
        byte[] copy = new byte[payload.remaining()];
        payload.get(copy);
        return copy;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 7, 8, 9, 125, 126, 127, 999, 1000, 65_535, 65_536, MAX})
    void whatIsWrittenIsReadWhateverItsLength(int length) throws IOException {
        byte[] payload = new byte[length];
        new Random(length).nextBytes(payload);
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        FrameWriter writer = new FrameWriter(sent, new Random(1));
        writer.add(new Outbound.Text("before"));
        writer.add(new Outbound.Binary(ByteBuffer.wrap(payload)));
        for (int head = 0; head <= Math.min(length, MAX_HEAD); head++) {
            writer.add(new Outbound.Binary(
                    ByteBuffer.wrap(payload, 0, head), ByteBuffer.wrap(payload, head, length - head)));
        }
        writer.flush();
        writer.add(new Outbound.Text("behind ✓"));
        writer.flush();

        for (int atOnce : new int[] {1, 500, Integer.MAX_VALUE}) {
            FrameReader reader = reader(atOnce, unmasked(sent.toByteArray()));
            assertThat(reader.next()).isEqualTo(new Inbound.Text("before"));
            assertThat(bytes(reader.next())).isEqualTo(payload);
            for (int head = 0; head <= Math.min(length, MAX_HEAD); head++) {
                assertThat(bytes(reader.next())).as("head of %d", head).isEqualTo(payload);
            }
            assertThat(reader.next()).isEqualTo(new Inbound.Text("behind ✓"));
            assertThat(reader.next()).isEqualTo(new Inbound.End());
        }
    }

    @Test
    void aMessageInPartsIsWholeAndMayHaveAPingInside() throws IOException {
        FrameReader reader = reader(
                1,
                all(
                        frame(0x01, 'o', 'n'),
                        frame(0x89, 7),
                        frame(0x00),
                        frame(0x00, 'c'),
                        frame(0x80, 'e'),
                        frame(0x8a)));
        assertThat(reader.next())
                .isInstanceOfSatisfying(
                        Inbound.Ping.class,
                        ping -> assertThat(ping.payload().get()).isEqualTo((byte) 7));
        assertThat(reader.next()).isEqualTo(new Inbound.Text("once"));
        assertThat(reader.next()).isEqualTo(new Inbound.Pong());
    }

    @Test
    void aCloseSaysItsCodeIfItHasOne() throws IOException {
        assertThat(reader(1, frame(0x88, 0x0f, 0xa8, 'o', 'k')).next()).isEqualTo(new Inbound.Close(4008, "ok"));
        assertThat(reader(1, frame(0x88)).next()).isEqualTo(new Inbound.Close(FrameReader.NO_CODE, ""));
    }

    @Test
    void aReasonThatIsTooLongIsCut() throws IOException {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        FrameWriter writer = new FrameWriter(sent, new Random(1));
        writer.add(new Outbound.Close(1000, "ü".repeat(200)));
        writer.flush();
        assertThat(reader(9, unmasked(sent.toByteArray())).next()).isEqualTo(new Inbound.Close(1000, "ü".repeat(61)));
    }

    @ParameterizedTest
    @CsvSource({
        "c1 01 61, 1002", // a reserved bit
        "81 81 00 00 00 00 61, 1002", // masked
        "83 00, 1002", // no kind that is known
        "09 00, 1002", // a ping in parts
        "89 7e 00 7e, 1002", // a ping over 125 bytes
        "80 00, 1002", // the rest of nothing
        "01 00 82 00, 1002", // a message between the parts of another
        "81 01 ff, 1007",
        "82 7f 00 00 00 00 00 03 0d 41, 1009", // one byte over
        "82 7f ff ff ff ff ff ff ff ff, 1009",
        "02 7e ff ff, 0" // cut short
    })
    void whatNoServerMaySendIsRefused(String hex, int code) throws IOException {
        FrameReader reader = reader(3, HexFormat.ofDelimiter(" ").parseHex(hex));
        if (code == 0) {
            assertThat(reader.next()).isEqualTo(new Inbound.End());
        } else {
            assertThatThrownBy(reader::next)
                    .isInstanceOfSatisfying(
                            FrameReader.Violation.class,
                            violation -> assertThat(violation.code()).isEqualTo(code));
        }
    }

    @Test
    void aReplacementCharacterThatWasSentIsOne() throws IOException {
        byte[] text = "a\uFFFDb".getBytes(StandardCharsets.UTF_8);
        byte[] stream = ByteBuffer.allocate(2 + text.length)
                .put((byte) 0x81)
                .put((byte) text.length)
                .put(text)
                .array();
        assertThat(reader(2, stream).next()).isEqualTo(new Inbound.Text("a\uFFFDb"));
    }
}
