package org.hpcdaemon.e2e.world;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.hpcdaemon.protocol.Limits;

/** A WebSocket by hand (RFC 6455), which sends what no proper client would. */
public final class RawSocket implements AutoCloseable {
    public static final int CONTINUATION = 0;
    public static final int TEXT = 1;
    public static final int BINARY = 2;
    public static final int CLOSE = 8;
    public static final int PING = 9;

    private static final int FIN = 0x80;
    private static final int MASKED = 0x80;
    private static final int PATIENCE_MS = 120_000;

    private final Socket socket;
    private final DataInputStream in;

    private RawSocket(Socket socket) throws IOException {
        this.socket = socket;
        in = new DataInputStream(socket.getInputStream());
    }

    /** What came: a message, or the end. */
    public sealed interface Heard {
        record Text(String text) implements Heard {}

        record Binary(ByteBuffer bytes) implements Heard {}

        /** The end; code 1006 if the connection ended without a word. */
        record Closed(int code, String reason) implements Heard {}
    }

    /** Opens an agent's route to a daemon. */
    public static RawSocket open(Platform platform, String key, String daemon) throws IOException {
        RawSocket opened = new RawSocket(new Socket(InetAddress.getLoopbackAddress(), platform.port()));
        opened.socket.setSoTimeout(PATIENCE_MS);
        opened.upgrade(key, daemon);
        return opened;
    }

    private void upgrade(String key, String daemon) throws IOException {
        String request = String.join(
                "\r\n",
                "GET /hpc/agent/" + daemon + " HTTP/1.1",
                "Host: 127.0.0.1",
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
                "Sec-WebSocket-Protocol: " + Limits.SUBPROTOCOL,
                "Authorization: Bearer " + key,
                "",
                "");
        send(request.getBytes(StandardCharsets.US_ASCII));
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
            head.write(in.readByte());
        }
        if (!head.toString(StandardCharsets.US_ASCII).startsWith("HTTP/1.1 101 ")) {
            throw new IOException("refused: " + head.toString(StandardCharsets.US_ASCII));
        }
    }

    /** Bytes as they are. */
    public void send(byte... bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    public void text(String text) throws IOException {
        frame(true, TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /** One frame, masked with zeros so that its payload stays readable. */
    public void frame(boolean fin, int opcode, byte[] payload) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(14 + payload.length).put((byte) ((fin ? FIN : 0) | opcode));
        if (payload.length < 126) {
            frame.put((byte) (MASKED | payload.length));
        } else if (payload.length < 1 << 16) {
            frame.put((byte) (MASKED | 126)).putShort((short) payload.length);
        } else {
            frame.put((byte) (MASKED | 127)).putLong(payload.length);
        }
        frame.putInt(0).put(payload).flip();
        byte[] bytes = new byte[frame.remaining()];
        frame.get(bytes);
        send(bytes);
    }

    /** The next message or the end; pings and pongs are passed over. */
    public Heard hear() throws IOException {
        while (true) {
            int first = in.read();
            if (first < 0) {
                return new Heard.Closed(1006, "the connection ended");
            }
            if ((first & FIN) == 0) {
                throw new IOException("the platform sends whole messages");
            }
            byte[] payload = in.readNBytes(length(in.readUnsignedByte()));
            switch (first & 0x0f) {
                case TEXT -> {
                    return new Heard.Text(new String(payload, StandardCharsets.UTF_8));
                }
                case BINARY -> {
                    return new Heard.Binary(ByteBuffer.wrap(payload));
                }
                case CLOSE -> {
                    return new Heard.Closed(
                            payload.length < 2 ? 1005 : ByteBuffer.wrap(payload).getShort(),
                            new String(
                                    payload,
                                    Math.min(2, payload.length),
                                    Math.max(0, payload.length - 2),
                                    StandardCharsets.UTF_8));
                }
                default -> {}
            }
        }
    }

    private int length(int announced) throws IOException {
        return switch (announced) {
            case 126 -> in.readUnsignedShort();
            case 127 -> Math.toIntExact(in.readLong());
            default -> announced;
        };
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
