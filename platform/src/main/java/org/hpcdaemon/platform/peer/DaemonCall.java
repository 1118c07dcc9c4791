package org.hpcdaemon.platform.peer;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.error.OutcomeUnknownException;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.ExecResult;
import org.hpcdaemon.protocol.message.Request;
import org.jspecify.annotations.Nullable;

/** One HTTP call's hold on a session. For one thread; closed at the call's end. All methods throw {@link HpcException}. */
public final class DaemonCall implements AutoCloseable {
    /** For what a daemon does at once, or when its scheduler lets it: as long as the longest wait that a caller may ask for. */
    private static final Duration ANSWER = Duration.ofSeconds(60);

    private final SharedSession shared;
    private final DaemonSession session;

    DaemonCall(SharedSession shared, DaemonSession session) {
        this.shared = shared;
        this.session = session;
    }

    /** For what waits by itself, and no longer than the caller does. */
    public DaemonSession session() {
        return session;
    }

    /** Asks, and waits for the answer. */
    public <A> A ask(Request request, Class<A> answer) throws InterruptedException {
        return await(session.send(request, answer), ANSWER)
                .orElseThrow(() -> new HpcException(
                        session.isConnected() ? ErrorCode.UNREACHABLE : ErrorCode.DAEMON_OFFLINE,
                        "daemon " + session.daemon() + " has not answered for " + ANSWER.toSeconds()
                                + " s; ask again, with the same Idempotency-Key if it had one"));
    }

    /** Runs a command, or joins the one that was begun with that key; empty if it still runs after the wait. */
    public Optional<ExecResult> run(ExecRequest.Run command, Duration wait) throws InterruptedException {
        return await(shared.run(session, command), wait);
    }

    /** Waits for what was asked. Empty if it took longer. */
    private <A> Optional<A> await(CompletableFuture<A> answer, Duration atMost) throws InterruptedException {
        try {
            return Optional.of(answer.get(atMost.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException _) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        }
    }

    /** Of a lost answer: here asking again is always possible and safe. */
    private RuntimeException failure(@Nullable Throwable cause) {
        return switch (cause) {
            case OutcomeUnknownException lost ->
                new HpcException(
                        lost.getCause() instanceof HpcException why ? why.code() : ErrorCode.UNREACHABLE,
                        lost.reason() + "; send it again"
                                + lost.key()
                                        .map(key -> " with Idempotency-Key " + key)
                                        .orElse(""),
                        lost);
            case HpcException closed
            when closed.code() == ErrorCode.ENDED && shared.isStopping() ->
                new HpcException(
                        ErrorCode.UNREACHABLE,
                        "the platform is stopping; send it again, with the same Idempotency-Key if it had one",
                        closed);
            case HpcException known -> new HpcException(known.code(), known.reason(), known);
            case RuntimeException defect -> new IllegalStateException(defect);
            case null, default -> new IllegalStateException("the session failed: " + cause, cause);
        };
    }

    @Override
    public void close() {
        shared.leave();
    }
}
