package org.hpcdaemon.platform.app;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.frame.RouteFrame;
import org.hpcdaemon.protocol.message.PlatformRequest;
import org.hpcdaemon.protocol.rpc.Rpc;
import org.hpcdaemon.protocol.rpc.RpcId;
import org.jspecify.annotations.Nullable;

/** A real WebSocket client that collects what it receives. */
public final class TestSocket implements WebSocket.Listener {
    private static final int PATIENCE_SECONDS = 120;

    private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
    private final BlockingQueue<ByteBuffer> binaries = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();
    private final ByteArrayOutputStream binary = new ByteArrayOutputStream();
    private final boolean reading;
    private @Nullable WebSocket socket;

    TestSocket(boolean reading) {
        this.reading = reading;
    }

    /** Connects with that key, and waits until it is connected. */
    public static TestSocket connect(HttpClient http, URI platform, String path, String key) {
        TestSocket socket = new TestSocket(true);
        socket.connected(http.newWebSocketBuilder()
                .header("Authorization", "Bearer " + key)
                .subprotocols(Limits.SUBPROTOCOL)
                .buildAsync(URI.create(platform.toString().replaceFirst("^http", "ws") + path), socket)
                .join());
        return socket;
    }

    void connected(WebSocket connected) {
        this.socket = connected;
    }

    WebSocket socket() {
        if (socket == null) {
            throw new IllegalStateException("not connected");
        }
        return socket;
    }

    @Override
    public void onOpen(WebSocket opened) {
        if (reading) {
            opened.request(Long.MAX_VALUE);
        }
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            texts.add(text.toString());
            text.setLength(0);
        }
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        binary.writeBytes(bytes);
        if (last) {
            binaries.add(ByteBuffer.wrap(binary.toByteArray()));
            binary.reset();
        }
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int statusCode, String reason) {
        closed.complete(statusCode);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        closed.completeExceptionally(error);
    }

    /** Sends a text message. */
    public void send(String message) {
        socket().sendText(message, true).join();
    }

    void send(byte[] message) {
        socket().sendBinary(ByteBuffer.wrap(message), true).join();
    }

    void send(RouteFrame frame) {
        socket().sendBinary(frame.encode(), true).join();
    }

    /** What the platform will refuse: whether the rest of it could be written does not matter. */
    void sendAndForget(String message) {
        var _ = socket().sendText(message, true);
    }

    void sendAndForget(byte[] message) {
        var _ = socket().sendBinary(ByteBuffer.wrap(message), true);
    }

    String nextText() throws InterruptedException {
        return present(texts.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }

    ByteBuffer nextBinary() throws InterruptedException {
        return present(binaries.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }

    /** Waits for the next message from the platform to a daemon. */
    public RouteFrame nextFrame() throws InterruptedException {
        return RouteFrame.decode(nextBinary());
    }

    /** Sends a request on route 0 and returns the answer. */
    public String ask(PlatformRequest request) throws InterruptedException {
        send(RouteFrame.text(RouteFrame.PLATFORM, Rpc.call(RpcId.of(1), request)));
        return utf8(nextFrame());
    }

    /** Waits for the close. */
    public int closeCode() throws Exception {
        return closed.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Ends the connection at once. */
    public void end() {
        socket().abort();
    }

    /** Whether the platform has closed it. */
    public boolean isClosed() {
        return closed.isDone();
    }

    static String utf8(RouteFrame frame) {
        return StandardCharsets.UTF_8.decode(frame.payload().duplicate()).toString();
    }

    private static <T> T present(@Nullable T value) {
        if (value == null) {
            throw new AssertionError("nothing arrived in " + PATIENCE_SECONDS + " s");
        }
        return value;
    }
}
