package org.hpcdaemon.platform.peer;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.hpcdaemon.platform.relay.DaemonAddress;
import org.hpcdaemon.platform.relay.DaemonConnection;
import org.hpcdaemon.platform.relay.DaemonPort;
import org.hpcdaemon.platform.relay.Relay;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.frame.RouteFrame;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.message.AnyRequest;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.exec.ExecInfo;
import org.hpcdaemon.protocol.message.exec.ExecState;
import org.hpcdaemon.protocol.message.route.CloseCode;
import org.hpcdaemon.protocol.message.route.RouteOpen;
import org.hpcdaemon.protocol.rpc.Json;
import org.hpcdaemon.protocol.rpc.Rpc;
import org.hpcdaemon.protocol.rpc.RpcId;
import org.hpcdaemon.protocol.rpc.RpcMessage;

/** A daemon on the far side of the relay that answers when the test says so. */
final class ScriptedDaemon implements DaemonPort {
    /** A request that has arrived. */
    record Asked(int route, RpcId id, AnyRequest request) {}

    final List<Asked> asked = new CopyOnWriteArrayList<>();
    final Map<Integer, RouteOpen> open = new ConcurrentHashMap<>();
    final List<Integer> closed = new CopyOnWriteArrayList<>();
    private final DaemonConnection connection;

    ScriptedDaemon(Relay relay, DaemonAddress address) {
        connection = relay.accept(address, this);
        connection.online();
    }

    @Override
    public void send(ByteBuffer bytes, Runnable done) {
        RouteFrame frame = RouteFrame.decode(bytes);
        String payload =
                StandardCharsets.UTF_8.decode(frame.payload().duplicate()).toString();
        switch (frame.kind()) {
            case OPEN -> open.put(frame.route(), Json.read(payload, RouteOpen.class));
            case CLOSE -> {
                open.remove(frame.route());
                closed.add(frame.route());
            }
            case TEXT -> {
                if (Rpc.decode(payload) instanceof RpcMessage.Call(RpcId id, AnyRequest request)) {
                    take(new Asked(frame.route(), id, request));
                }
            }
            case BINARY -> throw new AssertionError("no bytes are expected");
        }
        done.run();
    }

    /** What was begun runs on, and is said to. */
    private void take(Asked call) {
        if (call.request() instanceof ExecRequest.Status(IdempotencyKey key, Integer _)) {
            ExecInfo running = new ExecInfo(key, "make", ExecState.RUNNING, Instant.EPOCH, null, null, null, 0L, 0L);
            Thread.ofVirtual().start(() -> answer(call, running));
        } else {
            asked.add(call);
        }
    }

    void answer(Asked call, Object answer) {
        connection.received(RouteFrame.text(call.route(), Rpc.result(call.id(), answer)));
    }

    void refuse(Asked call, ErrorCode code) {
        connection.received(RouteFrame.text(call.route(), Rpc.failure(call.id(), new HpcException(code, "no"))));
    }

    void leave() {
        connection.portClosed();
    }

    @Override
    public void close(CloseCode code, String reason) {}
}
