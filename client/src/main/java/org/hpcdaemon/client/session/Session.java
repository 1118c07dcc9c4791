package org.hpcdaemon.client.session;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.hpcdaemon.client.stream.Streams;
import org.hpcdaemon.link.Backoff;
import org.hpcdaemon.link.Connection;
import org.hpcdaemon.link.Ended;
import org.hpcdaemon.link.Link;
import org.hpcdaemon.link.Peer;
import org.hpcdaemon.link.Transport;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.error.OutcomeUnknownException;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.message.Request;
import org.hpcdaemon.protocol.rpc.Rpc;
import org.jspecify.annotations.Nullable;

/**
 * Requests and streams to one daemon through connections that may break: each new connection asks again what has no answer.
 * Thread-safe.
 */
public final class Session implements AutoCloseable {
    private final DaemonId daemon;
    private final Duration patience;
    private final Calls calls = new Calls();
    private final Streams streams = new Streams(this::connection);
    private final Set<Participant> participants = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<Void> first = new CompletableFuture<>();
    private final Deadline deadline = new Deadline();
    private final ReentrantLock lock = new ReentrantLock();
    private final IncomingMessages incoming;
    private final Link link;
    private @Nullable Connection connection;
    private @Nullable HpcException failed;
    private long aliveAt = System.nanoTime();

    /**
     * A session that is not connected yet.
     *
     * @param transport of connections to that daemon, and no other
     * @param patience how long a lost connection is tried again
     */
    public Session(DaemonId daemon, Transport transport, Duration patience, Backoff backoff) {
        this.daemon = daemon;
        this.patience = patience;
        incoming = new IncomingMessages(calls, streams, participants, this::send);
        link = new Link("session-" + daemon, transport, new Connections(), backoff);
    }

    /**
     * Waits for the first connection.
     *
     * @param limit to be connected within; null: as long as an attempt takes
     */
    public Session connect(@Nullable Duration limit) {
        if (limit != null) {
            giveUpAfter(limit);
        }
        link.start();
        try {
            join(first);
        } catch (RuntimeException e) {
            // Closing waits for an attempt without a caller.
            Thread.ofVirtual().name("session-close").start(link::close);
            throw e;
        }
        neverGiveUp();
        return this;
    }

    public DaemonId daemon() {
        return daemon;
    }

    /** Fails everything that still waits when {@code limit} from now has passed. The latest call counts. */
    public void giveUpAfter(Duration limit) {
        deadline.set(
                limit,
                () -> fail(new HpcException(
                        ErrorCode.UNREACHABLE,
                        "no answer from daemon " + daemon + " within " + limit.toMillis() / 1000.0 + " s")));
    }

    /** Takes back {@link #giveUpAfter}. */
    public void neverGiveUp() {
        deadline.clear();
    }

    /** The byte streams to and from the daemon. */
    public Streams streams() {
        return streams;
    }

    /** From now on it hears of what happens. */
    public void add(Participant participant) {
        participants.add(participant);
    }

    public void remove(Participant participant) {
        participants.remove(participant);
    }

    /** Whether there is a connection at the moment. */
    public boolean isConnected() {
        return connection() != null;
    }

    /** Whether no connection will follow any more. */
    public boolean isOver() {
        lock.lock();
        try {
            return failed != null;
        } finally {
            lock.unlock();
        }
    }

    /** Sends a request and waits for its answer. */
    public <A> A call(Request request, Class<A> answer) {
        return join(start(() -> request, answer, _ -> {}));
    }

    /**
     * Sends a request without waiting.
     *
     * @param request made anew for every connection on which it is sent
     * @param onAnswer told of the answer on the link's thread, before anything that follows it is read
     * @return cancelling it forgets the request: it is not sent again, and nothing of it is held any more
     */
    public <A> CompletableFuture<A> start(Supplier<? extends Request> request, Class<A> answer, Consumer<A> onAnswer) {
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
        var _ = call.future().whenComplete((_, _) -> {
            if (call.future().isCancelled()) {
                calls.forget(call);
            }
        });
        if (now != null) {
            call.sendTo(now, message);
        }
        return call.future();
    }

    /** Waits for the answer to what was {@linkplain #start started}. Throws {@link HpcException}. */
    public static <A> A join(CompletableFuture<A> answer) {
        try {
            return answer.join();
        } catch (CompletionException e) {
            // A new one, so that the stack shows who asked.
            throw switch (e.getCause()) {
                case OutcomeUnknownException cause ->
                    new OutcomeUnknownException(cause.reason(), cause.key().orElse(null), cause);
                case HpcException cause -> new HpcException(cause.code(), cause.reason(), cause);
                case null, default -> e;
            };
        }
    }

    private void send(String message) {
        Connection now = connection();
        if (now != null) {
            now.text(message);
        }
    }

    private @Nullable Connection connection() {
        lock.lock();
        try {
            return connection;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        end(new HpcException(ErrorCode.ENDED, "the session is closed"));
    }

    /** As {@link #close}, for a reason that waiting calls are told. */
    public void end(HpcException why) {
        fail(why);
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
        deadline.over();
        first.completeExceptionally(cause);
        calls.failAll(cause);
        participants.forEach(each -> each.failed(cause));
        streams.fail(new IOException(cause.reason(), cause));
    }

    /** One connection after the other, on the link's thread. */
    private final class Connections implements Peer {
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

        /** A failure here would leave all callers waiting for ever, so it ends the session. */
        private void resume(List<Calls.Pending<?>> again, Connection opened) {
            try {
                again.forEach(call -> call.sendTo(opened, call.message()));
                participants.forEach(Participant::connected);
                first.complete(null);
            } catch (RuntimeException e) {
                fail(new HpcException(ErrorCode.INTERNAL, "cannot go on after connecting: " + e, e));
                opened.close(1000, "bye");
            }
        }

        @Override
        public void text(String message) {
            incoming.text(message);
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
            HpcException cause = ConnectionEnd.failure(daemon, ended);
            boolean patient = first.isDone() && System.nanoTime() - aliveAt < patience.toNanos();
            if (ConnectionEnd.hopeless(cause) || !patient) {
                fail(cause);
                return Next.STOP;
            }
            if (lost) {
                participants.forEach(each -> each.lost(cause));
            }
            return Next.RECONNECT;
        }
    }
}
