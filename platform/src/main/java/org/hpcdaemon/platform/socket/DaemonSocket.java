package org.hpcdaemon.platform.socket;

import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.hpcdaemon.platform.audit.Visit;
import org.hpcdaemon.platform.identity.Identity;
import org.hpcdaemon.platform.relay.DaemonAddress;
import org.hpcdaemon.platform.relay.DaemonConnection;
import org.hpcdaemon.platform.relay.DaemonPort;
import org.hpcdaemon.platform.relay.Relay;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.frame.RouteFrame;
import org.hpcdaemon.protocol.message.route.CloseCode;
import org.jspecify.annotations.Nullable;

/**
 * A daemon's WebSocket. It is always read: what an agent does not take is bounded by that agent's mailbox, so no
 * agent can hold up the others here.
 */
public final class DaemonSocket implements Session.Listener, DaemonPort {
    private static final System.Logger LOG = System.getLogger(DaemonSocket.class.getName());

    private final Attendance attendance;
    private final DaemonConnection connection;
    private final PlatformRoute platform;
    private final SerialTasks tasks;
    private final Runnable revoked = this::revoked;
    private volatile @Nullable SocketPeer peer;

    DaemonSocket(
            Relay relay,
            Identity.Daemon identity,
            Attendance attendance,
            DaemonFacts facts,
            Executor virtualThreads,
            Visit visit) {
        this.attendance = attendance;
        this.connection = relay.accept(new DaemonAddress(identity.user(), identity.daemon()), this);
        this.platform = new PlatformRoute(connection, facts, visit);
        this.tasks = new SerialTasks(virtualThreads);
    }

    @Override
    public void onWebSocketOpen(Session session) {
        session.setMaxFrameSize(RouteFrame.MAX_BYTES);
        session.setMaxBinaryMessageSize(RouteFrame.MAX_BYTES);
        SocketPeer opened = new SocketPeer(session);
        peer = opened;
        attendance.begin(opened, revoked);
        opened.demand();
    }

    @Override
    public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
        SocketPeer reader = present();
        reader.arrived();
        try {
            RouteFrame frame = RouteFrame.decode(payload);
            if (frame.route() == RouteFrame.PLATFORM) {
                Runnable task = platform.task(frame);
                tasks.add(task, reader::demand);
            } else {
                connection.received(frame);
                reader.demand();
            }
        } catch (HpcException e) {
            connection.close(CloseCode.PROTOCOL_ERROR, e.reason());
        } finally {
            callback.succeed();
        }
    }

    @Override
    public void onWebSocketText(String text) {
        present().arrived();
        connection.close(CloseCode.PROTOCOL_ERROR, "a daemon sends binary messages only");
    }

    @Override
    public void onWebSocketPing(ByteBuffer payload) {
        present().ping(payload);
    }

    @Override
    public void onWebSocketPong(ByteBuffer payload) {
        present().pong();
    }

    @Override
    public void onWebSocketError(Throwable cause) {
        LOG.log(
                Level.DEBUG,
                () -> "the connection of daemon " + connection + " failed; its routes end until it is back: " + cause);
    }

    @Override
    public void onWebSocketClose(int statusCode, String reason, Callback callback) {
        attendance.end(present(), revoked);
        connection.portClosed();
        tasks.add(() -> platform.left(statusCode), () -> {});
        callback.succeed();
    }

    @Override
    public void send(ByteBuffer frame, Runnable done) {
        present().send(frame, done);
    }

    @Override
    public void close(CloseCode code, String reason) {
        present().close(code, reason);
    }

    private void revoked() {
        connection.close(CloseCode.UNAUTHORIZED, "the key was revoked");
    }

    private SocketPeer present() {
        SocketPeer opened = peer;
        if (opened == null) {
            throw new IllegalStateException("used before it was open");
        }
        return opened;
    }
}
