package org.hpcdaemon.platform.app;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.frame.RouteFrame;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.message.AnyRequest;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.exec.ExecInfo;
import org.hpcdaemon.protocol.message.exec.ExecState;
import org.hpcdaemon.protocol.rpc.Rpc;
import org.hpcdaemon.protocol.rpc.RpcId;
import org.hpcdaemon.protocol.rpc.RpcMessage;

/** A daemon on a real socket that answers what it is asked as the test says. */
final class AnsweringDaemon implements AutoCloseable {
    /** Answered by {@link #answer} when the test wants it. */
    static final Object LATER = new Object();

    /** A request that has arrived. */
    record Asked(int route, RpcId id, AnyRequest request) {}

    final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final TestSocket socket;
    private final Thread reader;
    volatile Function<AnyRequest, Object> answers = _ -> LATER;

    AnsweringDaemon(TestSocket socket) {
        this.socket = socket;
        this.reader = Thread.ofVirtual().start(this::read);
    }

    /** Whatever was begun runs on. */
    static Object running(AnyRequest request) {
        return request instanceof ExecRequest.Status(IdempotencyKey key, Integer _)
                ? new ExecInfo(key, "make", ExecState.RUNNING, Instant.EPOCH, null, null, null, 0L, 0L)
                : LATER;
    }

    private void read() {
        try {
            while (true) {
                RouteFrame frame = socket.nextFrame();
                if (frame.kind() == RouteFrame.Kind.TEXT
                        && frame.route() != RouteFrame.PLATFORM
                        && Rpc.decode(TestSocket.utf8(frame))
                                instanceof RpcMessage.Call(RpcId id, AnyRequest request)) {
                    Asked one = new Asked(frame.route(), id, request);
                    asked.add(one);
                    reply(one);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void reply(Asked one) {
        try {
            Object answer = answers.apply(one.request());
            if (answer != LATER) {
                answer(one, answer);
            }
        } catch (HpcException e) {
            refuse(one, e);
        }
    }

    void refuse(Asked one, HpcException why) {
        socket.send(RouteFrame.text(one.route(), Rpc.failure(one.id(), why)));
    }

    void answer(Asked one, Object answer) {
        socket.send(RouteFrame.text(one.route(), Rpc.result(one.id(), answer)));
    }

    AnyRequest last() {
        return asked.getLast().request();
    }

    @Override
    public void close() {
        reader.interrupt();
        socket.end();
    }
}
