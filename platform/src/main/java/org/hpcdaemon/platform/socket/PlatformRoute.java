package org.hpcdaemon.platform.socket;

import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.hpcdaemon.platform.audit.AuditEvent;
import org.hpcdaemon.platform.audit.Visit;
import org.hpcdaemon.platform.relay.DaemonAddress;
import org.hpcdaemon.platform.relay.DaemonConnection;
import org.hpcdaemon.protocol.Utf8;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.frame.RouteFrame;
import org.hpcdaemon.protocol.message.Done;
import org.hpcdaemon.protocol.message.PlatformRequest;
import org.hpcdaemon.protocol.message.Request;
import org.hpcdaemon.protocol.message.Welcome;
import org.hpcdaemon.protocol.message.route.CloseCode;
import org.hpcdaemon.protocol.rpc.Rpc;
import org.hpcdaemon.protocol.rpc.RpcException;
import org.hpcdaemon.protocol.rpc.RpcId;
import org.hpcdaemon.protocol.rpc.RpcMessage;
import org.hpcdaemon.store.StoreException;

/** Route 0 of one daemon's connection: what it asks of the platform. Its tasks run in order, one at a time. */
final class PlatformRoute {
    private static final System.Logger LOG = System.getLogger(PlatformRoute.class.getName());

    private final DaemonConnection connection;
    private final DaemonFacts facts;
    private final Visit visit;
    private boolean welcomed;

    PlatformRoute(DaemonConnection connection, DaemonFacts facts, Visit visit) {
        this.connection = connection;
        this.facts = facts;
        this.visit = visit;
    }

    /** The work that a frame asks for. Throws HpcException if it is no text. */
    Runnable task(RouteFrame frame) {
        if (frame.kind() != RouteFrame.Kind.TEXT) {
            throw new HpcException(ErrorCode.INVALID_REQUEST, "route 0 carries text only");
        }
        String text = utf8(frame.payload());
        return () -> handle(text);
    }

    /** The connection has ended. */
    void left(int closeCode) {
        if (!welcomed) {
            return;
        }
        visit.tell(AuditEvent.DAEMON_DISCONNECT, Integer.toString(closeCode));
        try {
            facts.registry().left(address().user(), address().daemon());
        } catch (StoreException e) {
            LOG.log(Level.WARNING, "when daemon " + address() + " left was not stored; lists show an older time", e);
        }
    }

    private void handle(String text) {
        RpcMessage message;
        try {
            message = Rpc.decode(text);
        } catch (RpcException e) {
            answer(e.toAnswer());
            return;
        }
        switch (message) {
            case RpcMessage.Call call -> call(call);
            case RpcMessage.Notification _, RpcMessage.Result _, RpcMessage.Failure _ ->
                LOG.log(Level.DEBUG, () -> "daemon " + address() + " sent an invalid request on route 0; ignored");
        }
    }

    private void call(RpcMessage.Call call) {
        try {
            switch (call.request()) {
                case PlatformRequest.Hello hello -> hello(call.id(), hello);
                case PlatformRequest.PublishEvent publish -> {
                    refuseUnwelcomed();
                    facts.inbox().publish(address().user(), address().daemon(), publish.event());
                    answer(Rpc.result(call.id(), new Done()));
                }
                case PlatformRequest.ApprovalsWaiting waiting -> {
                    refuseUnwelcomed();
                    facts.approvals().told(address().user(), address().daemon(), waiting);
                    answer(Rpc.result(call.id(), new Done()));
                }
                case Request _ ->
                    throw new HpcException(
                            ErrorCode.METHOD_NOT_FOUND,
                            "route 0 takes daemon.hello, event.publish and approval.waiting");
            }
        } catch (HpcException e) {
            answer(Rpc.failure(call.id(), e));
        } catch (StoreException e) {
            LOG.log(Level.WARNING, "a request of daemon " + address() + " was not stored; it will send it again", e);
            HpcException told =
                    new HpcException(ErrorCode.STORAGE, "the platform cannot reach its storage; send again");
            answer(Rpc.failure(call.id(), told));
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "a request of daemon " + address() + " failed inside the platform; others go on", e);
            HpcException told = new HpcException(ErrorCode.INTERNAL, "the platform failed; its log says why");
            answer(Rpc.failure(call.id(), told));
        }
    }

    private void hello(RpcId id, PlatformRequest.Hello hello) {
        boolean known = facts.registry().isKnown(address().user(), address().daemon());
        try {
            facts.registry().hello(address().user(), address().daemon(), hello);
        } catch (StoreException e) {
            if (!known) {
                throw e; // Its agents would not find it.
            }
            // A full disk must not keep it away.
            LOG.log(
                    Level.WARNING,
                    "that daemon " + address() + " came was not stored; it is online, and lists show an older time",
                    e);
        }
        if (!known) {
            visit.tell(AuditEvent.DAEMON_REGISTER, "ok");
        }
        // Before the answer: who was told that it is online can be reached.
        if (!welcomed) {
            visit.tell(AuditEvent.DAEMON_CONNECT, "ok");
            welcomed = true;
            connection.online();
        }
        Optional.ofNullable(hello.agents()).ifPresent(connection::holds);
        answer(Rpc.result(
                id,
                new Welcome(address().user(), address().daemon(), facts.clock().instant())));
    }

    private void refuseUnwelcomed() {
        if (!welcomed) {
            connection.close(CloseCode.PROTOCOL_ERROR, "the first message is daemon.hello");
            throw new HpcException(ErrorCode.INVALID_REQUEST, "the first message is daemon.hello");
        }
    }

    /** Waits until it is written or the connection has ended: a daemon that does not read its answers gets no more. */
    private void answer(String text) {
        CompletableFuture<Void> sent = new CompletableFuture<>();
        connection.send(text, () -> sent.complete(null));
        sent.join();
    }

    private DaemonAddress address() {
        return connection.address();
    }

    private static String utf8(ByteBuffer payload) {
        return Utf8.text(payload)
                .orElseThrow(() -> new HpcException(ErrorCode.INVALID_REQUEST, "a text message is invalid UTF-8"));
    }
}
