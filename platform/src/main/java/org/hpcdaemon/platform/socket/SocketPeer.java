package org.hpcdaemon.platform.socket;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.hpcdaemon.protocol.message.route.CloseCode;
import org.hpcdaemon.protocol.message.route.RouteClose;

/** A WebSocket session with the rules that both sides share: one demand at a time, bounded pings, one close. */
final class SocketPeer {
    /** RFC 6455 5.5: a control frame carries at most 125 bytes, two of them the code. */
    private static final int REASON_BYTES = 123;

    /** Time to answer a close; a slow reader may need it to reach ours. Then the connection is cut. */
    private static final int FAREWELL_SECONDS = 30;

    private final Session session;
    private final PingLimit pingLimit = new PingLimit(System::nanoTime);
    private final AtomicBoolean demanded = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();

    SocketPeer(Session session) {
        this.session = session;
    }

    /** Reads the next frame; nothing if one is awaited already. */
    void demand() {
        if (demanded.compareAndSet(false, true)) {
            session.demand();
        }
    }

    /** A whole message or control frame has arrived; the next needs its own demand. */
    void arrived() {
        demanded.set(false);
    }

    void ping(ByteBuffer payload) {
        arrived();
        if (pingLimit.admit()) {
            // The next frame is read once the pong is written: a peer that only writes cannot fill our memory.
            session.sendPong(payload, Callback.from(this::demand, _ -> demand()));
        } else {
            close(CloseCode.PROTOCOL_ERROR, "more than " + PingLimit.PINGS + " pings in 10 s");
        }
    }

    void pong() {
        arrived();
        if (pingLimit.admit()) {
            demand();
        } else {
            close(CloseCode.PROTOCOL_ERROR, "more than " + PingLimit.PINGS + " pongs in 10 s");
        }
    }

    void send(ByteBuffer message, Runnable done) {
        session.sendBinary(message, Callback.from(done, _ -> done.run()));
    }

    void send(String text, Runnable done) {
        session.sendText(text, Callback.from(done, _ -> done.run()));
    }

    void close(CloseCode code, String reason) {
        close(new RouteClose(code.number(), reason));
    }

    void close(RouteClose close) {
        if (closed.compareAndSet(false, true)) {
            session.close(sendable(close.code()), shortened(close.reason()), Callback.NOOP);
            demand(); // To see the peer's own close.
            CompletableFuture.delayedExecutor(FAREWELL_SECONDS, TimeUnit.SECONDS)
                    .execute(session::disconnect);
        }
    }

    /** Whether the next message is awaited. */
    boolean isListening() {
        return demanded.get();
    }

    /** Ends the connection without a word. */
    void cut() {
        closed.set(true);
        session.disconnect();
    }

    boolean isClosed() {
        return closed.get();
    }

    /** A daemon may say any number; only some may be sent (RFC 6455 7.4). */
    private static int sendable(int code) {
        boolean ours = code >= 3000 && code <= 4999;
        boolean standard = code == 1000 || code == 1001 || code == 1009 || code == 1011;
        return ours || standard ? code : CloseCode.PROTOCOL_ERROR.number();
    }

    private static String shortened(String reason) {
        String cut = reason;
        while (cut.getBytes(StandardCharsets.UTF_8).length > REASON_BYTES) {
            cut = cut.substring(0, Math.min(cut.length() - 1, REASON_BYTES));
        }
        return cut;
    }
}
