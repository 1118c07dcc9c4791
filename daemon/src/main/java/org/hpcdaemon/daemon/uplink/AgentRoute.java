package org.hpcdaemon.daemon.uplink;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import org.hpcdaemon.daemon.dispatch.Dispatcher;
import org.hpcdaemon.link.Connection;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.frame.RouteFrame;
import org.hpcdaemon.protocol.frame.StreamFrame;
import org.hpcdaemon.protocol.message.Notice;
import org.hpcdaemon.protocol.message.route.CloseCode;
import org.hpcdaemon.protocol.message.route.RouteClose;
import org.hpcdaemon.protocol.rpc.Json;
import org.hpcdaemon.protocol.rpc.Rpc;
import org.hpcdaemon.protocol.rpc.RpcException;
import org.hpcdaemon.protocol.rpc.RpcMessage;
import org.hpcdaemon.session.route.Caller;
import org.hpcdaemon.session.route.Route;
import org.hpcdaemon.session.route.StreamEndpoint;
import org.jspecify.annotations.Nullable;

/** One agent's connection through the platform, for as long as it lasts. */
final class AgentRoute implements Route {
    private final int number;
    private final Caller caller;
    private final Connection connection;
    private final Dispatcher dispatcher;
    private final Credit credit = new Credit(Limits.ROUTE_WINDOW);
    private final Map<Integer, StreamEndpoint> endpoints = new ConcurrentHashMap<>();
    private final Replies replies = new Replies();
    private final Semaphore inFlight = new Semaphore(Limits.REQUESTS_IN_FLIGHT);
    private volatile boolean open = true;

    AgentRoute(int number, Caller caller, Connection connection, Dispatcher dispatcher) {
        this.number = number;
        this.caller = caller;
        this.connection = connection;
        this.dispatcher = dispatcher;
    }

    /** A text message of the agent, on the link's thread. */
    void text(RouteFrame message) {
        if (!open) {
            return;
        }
        try {
            switch (Rpc.decode(message.payloadText())) {
                case RpcMessage.Call call -> start(call);
                case RpcMessage.Notification(Notice notice) -> notice(notice);
                case RpcMessage.Result _, RpcMessage.Failure _ -> {
                    // A daemon asks agents nothing, so there is nothing these could answer.
                }
            }
        } catch (RpcException e) {
            reply(e.toAnswer());
        } catch (HpcException e) {
            reply(Rpc.failure(null, e));
        }
    }

    /** Answers never wait for one another, so each call has a thread of its own. */
    private void start(RpcMessage.Call call) {
        if (!inFlight.tryAcquire()) {
            reply(Rpc.failure(
                    call.id(),
                    new HpcException(
                            ErrorCode.BUSY,
                            "more than " + Limits.REQUESTS_IN_FLIGHT + " requests in flight; wait for an answer")));
            return;
        }
        Thread.ofVirtual().name("request-" + number).start(() -> {
            try {
                dispatcher.answer(this, call, this::sendText);
            } finally {
                inFlight.release();
            }
        });
    }

    private void notice(Notice notice) {
        switch (notice) {
            case Notice.StreamAck(int stream, long offset) -> at(stream, endpoint -> endpoint.acknowledged(offset));
            case Notice.StreamEnd(int stream, long offset) -> at(stream, endpoint -> endpoint.end(offset));
            case Notice.StreamGap _,
                    Notice.StreamFailed _,
                    Notice.ShellEnded _,
                    Notice.AgentsRevoked _,
                    Notice.EventNew _ -> {
                // Said by daemons and platforms only.
            }
        }
    }

    /** A binary message of the agent, on the link's thread. */
    void binary(ByteBuffer message) {
        if (!open) {
            return;
        }
        try {
            StreamFrame frame = StreamFrame.decode(message);
            if (!at(frame.stream(), endpoint -> endpoint.bytes(frame.offset(), frame.bytes()))) {
                failed(
                        frame.stream(),
                        "no stream with that number; open it with exec.run, shell.attach or forward.open");
            }
        } catch (HpcException e) {
            reply(Rpc.failure(null, e));
        }
    }

    private interface EndpointCall {
        void on(StreamEndpoint endpoint);
    }

    private boolean at(int stream, EndpointCall call) {
        StreamEndpoint endpoint = endpoints.get(stream);
        if (endpoint == null) {
            return false;
        }
        try {
            call.on(endpoint);
        } catch (HpcException e) {
            failed(stream, e.reason());
        }
        return true;
    }

    private void failed(int stream, String message) {
        reply(Rpc.notification(new Notice.StreamFailed(stream, message)));
    }

    /** From the link's thread, which must not wait for a full queue. */
    private void reply(String text) {
        replies.add(text);
    }

    /** Refusals on their way, sent by one thread; an agent that causes more of them than it reads loses its connection. */
    private final class Replies {
        // As many as requests that may be in flight.
        private static final int MAX_WAITING = Limits.REQUESTS_IN_FLIGHT;

        private final Deque<String> waiting = new ArrayDeque<>();
        private boolean sending;

        synchronized void add(String text) {
            if (!open) {
                return;
            }
            waiting.add(text);
            if (!sending) {
                sending = true;
                Thread.ofVirtual().name("reply-" + number).start(this::send);
            }
            if (waiting.size() > MAX_WAITING) {
                waiting.clear();
                AgentRoute.this.close();
                waiting.add("");
            }
        }

        private synchronized @Nullable String next() {
            sending = !waiting.isEmpty();
            return waiting.poll();
        }

        private void send() {
            for (String text = next(); text != null; text = next()) {
                if (text.isEmpty()) {
                    RouteClose close = new RouteClose(
                            CloseCode.TOO_SLOW.number(),
                            "more than " + MAX_WAITING + " refused messages are not read; reconnect and send less");
                    byte[] payload = Json.write(close).getBytes(StandardCharsets.UTF_8);
                    boolean _ = connection.binary(
                            new RouteFrame(number, RouteFrame.Kind.CLOSE, ByteBuffer.wrap(payload)).encode());
                } else {
                    boolean _ = sendText(text);
                }
            }
        }
    }

    private boolean sendText(String text) {
        return open && connection.binary(RouteFrame.text(number, text).encode());
    }

    @Override
    public Caller caller() {
        return caller;
    }

    @Override
    public boolean send(Notice notice) {
        return sendText(Rpc.notification(notice));
    }

    @Override
    public boolean send(StreamFrame frame) {
        return open && connection.binary(RouteFrame.head(number, frame), frame.bytes());
    }

    @Override
    public boolean takeCredit(int bytes) throws InterruptedException {
        return credit.take(bytes);
    }

    @Override
    public int takeShare(int most, int share, LongSupplier owed) throws InterruptedException {
        return credit.takeShare(most, share, owed);
    }

    @Override
    public void returnCredit(long bytes) {
        credit.giveBack(bytes);
    }

    @Override
    public Binding bind(int stream, StreamEndpoint endpoint) {
        if (!open) {
            throw new HpcException(ErrorCode.ENDED, "the connection has closed");
        }
        if (endpoints.size() >= Limits.STREAMS_PER_ROUTE) {
            throw new HpcException(
                    ErrorCode.BUSY, "more than " + Limits.STREAMS_PER_ROUTE + " open streams; detach from one");
        }
        if (endpoints.putIfAbsent(stream, endpoint) != null) {
            throw HpcException.invalid("stream " + Integer.toUnsignedString(stream) + " is in use");
        }
        if (!open && endpoints.remove(stream, endpoint)) {
            endpoint.routeClosed();
        }
        return () -> endpoints.remove(stream, endpoint);
    }

    void close() {
        open = false;
        credit.close();
        endpoints.forEach((stream, endpoint) -> {
            if (endpoints.remove(stream, endpoint)) {
                endpoint.routeClosed();
            }
        });
    }
}
