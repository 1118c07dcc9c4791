package org.hpcdaemon.link;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.frame.RouteFrame;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.UserId;
import org.hpcdaemon.protocol.message.Welcome;
import org.hpcdaemon.protocol.rpc.Rpc;
import org.hpcdaemon.protocol.rpc.RpcMessage;

/**
 * Just enough of a platform, on loopback, to welcome one daemon or to answer agents: what a program loads on its way to a platform
 * can be recorded where none is known yet. Not thread-safe.
 */
public final class RehearsalPlatform implements AutoCloseable {
    /** A rehearsal that does not get anywhere must not keep its caller. */
    private static final int TIMEOUT_MS = 10_000;

    // RFC 6455, section 5.2.
    private static final int FINAL = 0x80;
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;

    private static final String KEY_HEADER = "sec-websocket-key:";

    private final ServerSocket door;

    public RehearsalPlatform() throws IOException {
        door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        door.setSoTimeout(TIMEOUT_MS);
    }

    public String url() {
        return "http://127.0.0.1:" + door.getLocalPort();
    }

    /** Takes a daemon's connection, answers its hello, and returns when the daemon ended the connection. */
    public void welcome(UserId user, DaemonId daemon, Instant now) throws IOException {
        try (Socket socket = accept()) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            RouteFrame hello = RouteFrame.decode(Message.read(in).payload());
            if (!(Rpc.decode(hello.payloadText()) instanceof RpcMessage.Call call)) {
                throw new IOException("a daemon's first message is its hello");
            }
            String answer = Rpc.result(call.id(), new Welcome(user, daemon, now));
            socket.getOutputStream()
                    .write(frame(
                            BINARY, RouteFrame.text(RouteFrame.PLATFORM, answer).encode()));
            in.transferTo(OutputStream.nullOutputStream());
        }
    }

    /**
     * Takes an agent's connection and answers its calls; returns when the agent ended the connection.
     *
     * @param answers to a call: the messages that follow it
     */
    public void answer(Function<RpcMessage.Call, List<String>> answers) throws IOException {
        try (Socket socket = accept()) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            Message message = Message.read(in);
            while (message.kind() != CLOSE) {
                if (Rpc.decode(StandardCharsets.UTF_8.decode(message.payload()).toString())
                        instanceof RpcMessage.Call call) {
                    for (String answer : answers.apply(call)) {
                        out.write(frame(TEXT, StandardCharsets.UTF_8.encode(answer)));
                    }
                }
                message = Message.read(in);
            }
            out.write(frame(CLOSE, message.payload()));
        }
    }

    private Socket accept() throws IOException {
        Socket socket = door.accept();
        socket.setSoTimeout(TIMEOUT_MS);
        socket.setTcpNoDelay(true);
        String upgrade = upgrade(head(new DataInputStream(socket.getInputStream())));
        socket.getOutputStream().write(upgrade.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static String head(DataInputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        return head.toString();
    }

    /** RFC 6455, section 4.2.2. */
    private static String upgrade(String head) throws IOException {
        String key = head.lines()
                .filter(line -> line.regionMatches(true, 0, KEY_HEADER, 0, KEY_HEADER.length()))
                .map(line -> line.substring(KEY_HEADER.length()).strip())
                .findFirst()
                .orElseThrow(() -> new IOException("no WebSocket upgrade: " + head));
        try {
            byte[] accept = MessageDigest.getInstance("SHA-1")
                    .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
            return String.join(
                    "\r\n",
                    "HTTP/1.1 101 Switching Protocols",
                    "Upgrade: websocket",
                    "Connection: Upgrade",
                    "Sec-WebSocket-Accept: " + Base64.getEncoder().encodeToString(accept),
                    "Sec-WebSocket-Protocol: " + Limits.SUBPROTOCOL,
                    "",
                    "");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }

    private record Message(int kind, ByteBuffer payload) {
        /** One masked frame of at most 65,535 bytes (section 5.2); whatever is rehearsed is far smaller. */
        static Message read(DataInputStream in) throws IOException {
            int kind = in.readUnsignedByte() & 0xf;
            int length = in.readUnsignedByte() & 0x7f;
            byte[] payload = new byte[length < 126 ? length : in.readUnsignedShort()];
            byte[] mask = new byte[4];
            in.readFully(mask);
            in.readFully(payload);
            for (int i = 0; i < payload.length; i++) {
                payload[i] ^= mask[i % mask.length];
            }
            return new Message(kind, ByteBuffer.wrap(payload));
        }
    }

    /** One unmasked frame, its length in as few bytes as it fits in, as section 5.2 wants it. */
    private static byte[] frame(int kind, ByteBuffer payload) {
        int length = payload.remaining();
        ByteBuffer frame = ByteBuffer.allocate((length < 126 ? 2 : 4) + length).put((byte) (FINAL | kind));
        return (length < 126 ? frame.put((byte) length) : frame.put((byte) 126).putShort((short) length))
                .put(payload)
                .array();
    }

    @Override
    public void close() throws IOException {
        door.close();
    }
}
