package org.hpcdaemon.platform.socket;

import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.hpcdaemon.platform.audit.AuditEvent;
import org.hpcdaemon.platform.audit.Visit;
import org.hpcdaemon.platform.relay.AgentPort;
import org.hpcdaemon.platform.relay.DaemonAddress;
import org.hpcdaemon.platform.relay.Message;
import org.hpcdaemon.platform.relay.Relay;
import org.hpcdaemon.platform.relay.RelayRoute;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.route.CloseCode;
import org.hpcdaemon.protocol.message.route.RouteClose;
import org.hpcdaemon.protocol.message.route.RouteOpen;
import org.jspecify.annotations.Nullable;

/** An agent's WebSocket. Its next message is read once the one before was written to the daemon. */
public final class AgentSocket implements Session.Listener, AgentPort {
    private static final System.Logger LOG = System.getLogger(AgentSocket.class.getName());

    private final Relay relay;
    private final DaemonAddress address;
    private final RouteOpen who;
    private final Attendance attendance;
    private final Visit visit;
    private final Runnable revoked = this::revoked;
    private volatile @Nullable SocketPeer peer;
    private volatile @Nullable RelayRoute route;

    AgentSocket(Relay relay, DaemonAddress address, RouteOpen who, Attendance attendance, Visit visit) {
        this.relay = relay;
        this.address = address;
        this.who = who;
        this.attendance = attendance;
        this.visit = visit;
    }

    @Override
    public void onWebSocketOpen(Session session) {
        session.setMaxFrameSize(Limits.TEXT_BYTES);
        session.setMaxTextMessageSize(Limits.TEXT_BYTES);
        session.setMaxBinaryMessageSize(Limits.BINARY_BYTES);
        SocketPeer opened = new SocketPeer(session);
        peer = opened;
        attendance.begin(opened, revoked);
        try {
            route = relay.open(address, who, this);
            visit.tell(AuditEvent.AGENT_CONNECT, "ok");
            opened.demand();
        } catch (HpcException e) {
            CloseCode code = e.code() == ErrorCode.BUSY ? CloseCode.BUSY : CloseCode.DAEMON_OFFLINE;
            opened.close(code, e.reason());
            visit.tell(AuditEvent.AGENT_CONNECT, e.code().wireName());
        }
    }

    @Override
    public void onWebSocketText(String text) {
        forward(new Message.Text(text, text.getBytes(StandardCharsets.UTF_8).length));
    }

    @Override
    public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
        forward(new Message.Binary(payload)); // It is copied there into the frame for the daemon.
        callback.succeed();
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
        LOG.log(Level.DEBUG, () -> "the connection of an agent to " + address + " failed; its route ends: " + cause);
    }

    @Override
    public void onWebSocketClose(int statusCode, String reason, Callback callback) {
        attendance.end(present(), revoked);
        RelayRoute ended = route;
        if (ended != null) {
            ended.agentClosed(new RouteClose(statusCode, reason == null ? "" : reason));
            visit.tell(AuditEvent.AGENT_DISCONNECT, Integer.toString(statusCode));
        }
        callback.succeed();
    }

    @Override
    public void send(Message message, Runnable done) {
        switch (message) {
            case Message.Text text -> present().send(text.text(), done);
            case Message.Binary binary -> present().send(binary.payload(), done);
        }
    }

    @Override
    public void close(RouteClose close) {
        present().close(close);
    }

    private void forward(Message message) {
        SocketPeer reader = present();
        reader.arrived();
        RelayRoute open = route;
        if (open == null || reader.isClosed()) {
            reader.demand(); // Towards the close.
        } else {
            open.fromAgent(message, reader::demand);
        }
    }

    private void revoked() {
        RouteClose close = new RouteClose(CloseCode.UNAUTHORIZED.number(), "the key was revoked");
        RelayRoute open = route;
        if (open != null) {
            open.abort(close); // At once, also if the agent does not answer the close.
        }
        close(close);
    }

    private SocketPeer present() {
        SocketPeer opened = peer;
        if (opened == null) {
            throw new IllegalStateException("used before it was open");
        }
        return opened;
    }
}
