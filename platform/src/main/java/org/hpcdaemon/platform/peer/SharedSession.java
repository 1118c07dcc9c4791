package org.hpcdaemon.platform.peer;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.hpcdaemon.client.ConnectOptions;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.SessionListener;
import org.hpcdaemon.link.Backoff;
import org.hpcdaemon.platform.audit.AuditEvent;
import org.hpcdaemon.platform.audit.Visit;
import org.hpcdaemon.platform.relay.MemoryBudget;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.exec.ExecResult;
import org.jspecify.annotations.Nullable;

/** A session with one daemon, and the calls of one key that share it. Thread-safe. */
final class SharedSession {
    /** Of the 64 requests that a daemon answers at a time on a route; the rest is for commands that run while no call waits for them. */
    static final int CALLS = 48;

    /** A daemon's network is cut and back, or the daemon restarts; calls wait no longer than a minute anyway. */
    private static final Duration RECONNECT_TIMEOUT = Duration.ofSeconds(20);

    /** Asking costs nothing here: the daemon's connection is in this process, or it is not. */
    private static final Backoff BACKOFF =
            new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1), new SecureRandom());

    /** What its owner does at its begin and its end, each once. */
    interface Life {
        void begun();

        void over(SharedSession session);
    }

    private record Running(ExecRequest.Run command, CompletableFuture<ExecResult> result) {}

    private final RouteTransport transport;
    private final Visit visit;
    private final MemoryBudget memory;
    private final LongSupplier nanoTime;
    private final Life life;
    private final CompletableFuture<DaemonSession> connected = new CompletableFuture<>();
    private final Map<IdempotencyKey, Running> running = new ConcurrentHashMap<>();
    private boolean connecting;
    private @Nullable String ended;
    private int calls;
    private long idleSince;

    SharedSession(RouteTransport transport, Visit visit, MemoryBudget memory, LongSupplier nanoTime, Life life) {
        this.memory = memory;
        this.transport = transport;
        this.visit = visit;
        this.nanoTime = nanoTime;
        this.life = life;
        this.idleSince = nanoTime.getAsLong();
    }

    /** Empty if it has ended. */
    Optional<DaemonCall> enter() {
        boolean first;
        synchronized (this) {
            if (ended != null) {
                return Optional.empty();
            }
            if (calls >= CALLS) {
                throw new HpcException(
                        ErrorCode.BUSY,
                        calls + " calls of this key wait for daemon " + visit.daemon()
                                + ", the most there may be; wait for one, then try again");
            }
            calls++;
            first = !connecting;
            connecting = true;
        }
        try {
            return Optional.of(new DaemonCall(this, first ? connect() : connected.join()));
        } catch (RuntimeException e) {
            leave();
            throw e.getCause() instanceof HpcException known ? new HpcException(known.code(), known.reason(), e) : e;
        }
    }

    private DaemonSession connect() {
        life.begun();
        ConnectOptions options = ConnectOptions.defaults()
                .withPatience(RECONNECT_TIMEOUT)
                .withListener(new SessionListener() {
                    @Override
                    public void failed(HpcException cause) {
                        end(cause.code().wireName());
                    }
                });
        try {
            DaemonSession session = DaemonSession.over(transport, visit.daemon(), options, BACKOFF);
            visit.tell(AuditEvent.AGENT_CONNECT, "ok");
            connected.complete(session);
            return session;
        } catch (HpcException e) {
            visit.refused(AuditEvent.AGENT_CONNECT, e.code().wireName());
            end(e.code().wireName());
            connected.completeExceptionally(e);
            throw e;
        }
    }

    synchronized void leave() {
        calls--;
        idleSince = nanoTime.getAsLong();
    }

    /** The command under that key: the one that runs, or else one that the daemon is asked for. */
    CompletableFuture<ExecResult> run(DaemonSession session, ExecRequest.Run command, int bytes) {
        Running present = running.get(command.key());
        if (present != null && present.command().equals(command)) {
            return present.result();
        }
        if (!memory.take(bytes)) {
            throw new HpcException(
                    ErrorCode.BUSY, "the platform holds as many commands as its memory allows; try again");
        }
        CompletableFuture<ExecResult> result = session.start(command);
        var _ = result.whenComplete((_, _) -> memory.give(bytes));
        if (present == null) {
            Running begun = new Running(command, result);
            running.put(command.key(), begun);
            var _ = result.whenComplete((_, _) -> running.remove(command.key(), begun));
        }
        return result;
    }

    /** Closes it if there was no call for so long; a command that runs counts as one. */
    void closeIfIdle(Duration after) {
        synchronized (this) {
            boolean idle = calls == 0 && running.isEmpty() && nanoTime.getAsLong() - idleSince >= after.toNanos();
            if (!idle || ended != null) {
                return;
            }
            ended = "idle"; // Before the lock is free: no call begins on what is about to close.
        }
        depart("idle");
        var _ = connected.thenAccept(DaemonSession::close);
    }

    /** Ends it and all calls that wait. */
    void close() {
        end("stopping");
        var _ = connected.thenAccept(session -> session.end(new HpcException(
                ErrorCode.UNREACHABLE, "the platform is stopping; send it again, with the same key if it had one")));
    }

    private void end(String outcome) {
        synchronized (this) {
            if (ended != null) {
                return;
            }
            ended = outcome;
        }
        depart(outcome);
    }

    /** Once. */
    private void depart(String outcome) {
        life.over(this);
        if (connected.isDone() && !connected.isCompletedExceptionally()) {
            visit.tell(AuditEvent.AGENT_DISCONNECT, outcome);
        }
    }
}
