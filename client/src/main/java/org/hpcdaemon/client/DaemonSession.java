package org.hpcdaemon.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.hpcdaemon.link.Backoff;
import org.hpcdaemon.link.Connection;
import org.hpcdaemon.link.Dialer;
import org.hpcdaemon.link.Ended;
import org.hpcdaemon.link.Link;
import org.hpcdaemon.link.Peer;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.message.DaemonInfo;
import org.hpcdaemon.protocol.message.DaemonInfoGet;
import org.hpcdaemon.protocol.message.Event;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.Notice;
import org.hpcdaemon.protocol.message.Request;
import org.hpcdaemon.protocol.message.ShellInfo;
import org.hpcdaemon.protocol.message.ShellList;
import org.hpcdaemon.protocol.message.ShellRequest;
import org.hpcdaemon.protocol.rpc.Rpc;
import org.hpcdaemon.protocol.rpc.RpcException;
import org.hpcdaemon.protocol.rpc.RpcMessage;
import org.jspecify.annotations.Nullable;

/**
 * Work on one daemon, through connections that may break: what was asked is asked again, streams go on at their
 * offsets. The first connection must succeed; a later one is tried for as long as {@code patience}. All methods
 * throw {@link HpcException}, whose code says whether to retry. Thread-safe.
 */
public final class DaemonSession implements AutoCloseable {
    private final DaemonId daemon;
    private final Duration patience;
    private final RandomIds ids;
    private final Calls calls = new Calls();
    private final Streams streams = new Streams();
    private final Set<SessionState> states = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<Void> first = new CompletableFuture<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicInteger limits = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock();
    private final SessionListener listener;
    private final Link link;
    private @Nullable Connection connection;
    private @Nullable HpcException failed;
    private long aliveAt = System.nanoTime();

    DaemonSession(
            DaemonId daemon,
            Dialer dialer,
            Duration patience,
            Backoff backoff,
            RandomIds ids,
            SessionListener listener) {
        this.daemon = daemon;
        this.patience = patience;
        this.ids = ids;
        this.listener = listener;
        link = new Link("session-" + daemon, dialer, new Messages(), backoff);
    }

    /** @param limit to be connected within; null: as long as an attempt takes */
    DaemonSession connect(@Nullable Duration limit) {
        if (limit != null) {
            giveUpAfter(limit);
        }
        link.start();
        try {
            Calls.join(first);
        } catch (RuntimeException e) {
            // Closing waits for an attempt that nobody waits for any more.
            Thread.ofVirtual().name("session-close").start(link::close);
            throw e;
        }
        neverGiveUp();
        return this;
    }

    /**
     * Lets everything that then still waits fail with {@code UNREACHABLE}, or as of unknown outcome, when {@code limit} from now
     * has passed, whether there is a connection or not. The latest call counts.
     */
    public void giveUpAfter(Duration limit) {
        int mine = limits.incrementAndGet();
        Thread.ofVirtual().name("session-limit").start(() -> {
            try {
                if (!over.await(limit.toMillis(), TimeUnit.MILLISECONDS) && limits.get() == mine) {
                    fail(new HpcException(
                            ErrorCode.UNREACHABLE,
                            "no answer from daemon " + daemon + " within " + limit.toMillis() / 1000.0 + " s"));
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** Takes back {@link #giveUpAfter}. */
    public void neverGiveUp() {
        limits.incrementAndGet();
    }

    public DaemonId daemon() {
        return daemon;
    }

    public DaemonInfo info() {
        return call(new DaemonInfoGet(), DaemonInfo.class);
    }

    /** Starts a command whose output is streamed; {@code streams} of the request is set here. */
    public RemoteCommand exec(ExecRequest.Run request, boolean withStdin) {
        return new RemoteCommand(this, request, withStdin);
    }

    /** Opens a shell. */
    public RemoteShell openShell(ShellRequest.Open request) {
        return new RemoteShell(this, call(request, ShellInfo.class).shell());
    }

    /** A shell that is open already. */
    public RemoteShell shell(org.hpcdaemon.protocol.id.ShellId shell) {
        return new RemoteShell(this, shell);
    }

    public ShellList shells() {
        return call(new ShellRequest.List(), ShellList.class);
    }

    /** Sends any request and waits for its answer. */
    public <A> A call(Request request, Class<A> answer) {
        return Calls.join(start(() -> request, answer));
    }

    RandomIds ids() {
        return ids;
    }

    <A> CompletableFuture<A> start(Supplier<? extends Request> request, Class<A> answer) {
        return start(request, answer, _ -> {});
    }

    /**
     * Sends a request without waiting.
     *
     * @param request made anew for every connection on which it is sent
     * @param onAnswer told of the answer on the link's thread, before anything that follows it is read
     */
    <A> CompletableFuture<A> start(Supplier<? extends Request> request, Class<A> answer, Consumer<A> onAnswer) {
        Calls.Pending<A> call = calls.make(request, answer, onAnswer);
        String message = call.message();
        int size = Rpc.size(message);
        if (size > Limits.TEXT_BYTES) {
            // It would end the connection, and be sent again on the next.
            return CompletableFuture.failedFuture(new HpcException(
                    ErrorCode.TOO_LARGE,
                    "the request takes " + size + " bytes; the most is " + Limits.TEXT_BYTES
                            + ": put what is long on standard input, or into a file"));
        }
        Connection now;
        lock.lock();
        try {
            if (failed != null) {
                return CompletableFuture.failedFuture(failed);
            }
            calls.add(call);
            now = connection;
        } finally {
            lock.unlock();
        }
        if (now != null) {
            call.sendTo(now, message);
        }
        return call.future();
    }

    int nextStream() {
        return streams.next();
    }

    ReceiveStream receive(int stream) {
        return streams.receive(
                stream, new ReceiveStream(0, offset -> send(Rpc.notification(new Notice.StreamAck(stream, offset)))));
    }

    SendStream sendStream(int stream) {
        return streams.send(stream);
    }

    /** Goes on sending on the present connection; without one, the next says where. */
    void resume(SendStream stream, long offset) {
        Connection now = connected();
        if (now != null) {
            stream.resume(offset, new Streams.ConnectionWire(now));
        }
    }

    /** The streams of that number are over. */
    void forget(int stream) {
        streams.forget(stream);
    }

    void add(SessionState state) {
        states.add(state);
    }

    void remove(SessionState state) {
        states.remove(state);
    }

    boolean send(String message) {
        Connection now = connected();
        return now != null && now.text(message);
    }

    /** Whether there is a connection at the moment. */
    public boolean isConnected() {
        return connected() != null;
    }

    private @Nullable Connection connected() {
        lock.lock();
        try {
            return connection;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        fail(new HpcException(ErrorCode.ENDED, "the session is closed"));
        link.close();
    }

    private void fail(HpcException cause) {
        lock.lock();
        try {
            failed = failed == null ? cause : failed;
            connection = null;
        } finally {
            lock.unlock();
        }
        over.countDown();
        first.completeExceptionally(cause);
        calls.failAll(cause);
        states.forEach(state -> state.failed(cause));
        streams.fail(new IOException(cause.reason(), cause));
    }

    /** A listener that throws must not end the link's thread, on which everybody's answers come. */
    private void tell(Consumer<SessionListener> news) {
        try {
            news.accept(listener);
        } catch (RuntimeException e) {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
    }

    /** What arrives, on the link's thread. */
    private final class Messages implements Peer {
        @Override
        public void opened(Connection opened) {
            List<Calls.Pending<?>> again;
            lock.lock();
            try {
                connection = opened;
                again = calls.toSendAgain();
            } finally {
                lock.unlock();
            }
            // Not here: the send queue may fill up, and the writer starts only after this returns.
            Thread.ofVirtual().name("session-resume").start(() -> resume(again, opened));
        }

        /** A failure here would leave everybody waiting for ever, so that it ends the session. */
        private void resume(List<Calls.Pending<?>> again, Connection opened) {
            try {
                again.forEach(call -> call.sendTo(opened, call.message()));
                states.forEach(SessionState::connected);
                if (!first.complete(null)) {
                    tell(SessionListener::restored);
                }
            } catch (RuntimeException e) {
                fail(new HpcException(ErrorCode.INTERNAL, "cannot go on after connecting: " + e, e));
                opened.close(1000, "bye");
            }
        }

        @Override
        public void text(String message) {
            try {
                switch (Rpc.decode(message)) {
                    case RpcMessage.Result result -> calls.result(result);
                    case RpcMessage.Failure failure -> calls.failure(failure);
                    case RpcMessage.Notification(Notice notice) -> notice(notice);
                    case RpcMessage.Call call ->
                        send(Rpc.failure(
                                call.id(), new HpcException(ErrorCode.METHOD_NOT_FOUND, "agents answer no calls")));
                }
            } catch (RpcException _) {
                // A message of a newer version; what matters comes as an answer, and answers are checked.
            }
        }

        private void notice(Notice notice) {
            switch (notice) {
                case Notice.StreamAck(int stream, long offset) -> streams.acknowledged(stream, offset, connected());
                case Notice.StreamEnd(int stream, long offset) -> streams.ended(stream, offset);
                case Notice.StreamGap(int stream, long from, long to) -> streams.gap(stream, from, to);
                case Notice.StreamFailed(int stream, String why) -> streams.failed(stream, why);
                case Notice.ShellEnded ended -> states.forEach(state -> state.ended(ended));
                case Notice.EventNew(Event event) -> tell(hears -> hears.event(event));
                case Notice.AgentsRevoked _ -> {
                    // For daemons.
                }
            }
        }

        @Override
        public void binary(ByteBuffer message) {
            streams.frame(message);
        }

        @Override
        public Next closed(Ended ended) {
            boolean lost;
            lock.lock();
            try {
                if (failed != null) {
                    return Next.STOP;
                }
                lost = connection != null;
                if (lost) {
                    aliveAt = System.nanoTime();
                    connection = null;
                }
            } finally {
                lock.unlock();
            }
            streams.disconnected();
            HpcException cause = Endings.failure(daemon, ended);
            boolean patient = first.isDone() && System.nanoTime() - aliveAt < patience.toNanos();
            if (Endings.hopeless(cause) || !patient) {
                fail(cause);
                return Next.STOP;
            }
            if (lost) {
                tell(hears -> hears.lost(cause));
            }
            return Next.RECONNECT;
        }
    }
}
