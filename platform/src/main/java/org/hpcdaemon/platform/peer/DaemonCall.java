package org.hpcdaemon.platform.peer;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.RemoteJob;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.error.OutcomeUnknownException;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.Request;
import org.hpcdaemon.protocol.message.exec.ExecResult;
import org.hpcdaemon.protocol.message.job.JobInfo;
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

    /** For what the SDK does by itself. It belongs to all calls that share it, so none closes it. */
    DaemonSession session() {
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

    /**
     * Asks again until the answer has news, or the wait is over.
     *
     * @param request made for each time from how long the daemon is to wait, in milliseconds
     */
    public <A> A ask(IntFunction<Request> request, Class<A> answer, Predicate<A> news, Duration wait)
            throws InterruptedException {
        long deadline = System.nanoTime() + wait.toNanos();
        while (true) {
            long left =
                    Math.max(0, Duration.ofNanos(deadline - System.nanoTime()).toMillis());
            A got = ask(request.apply((int) Math.min(left, Limits.LOG_WAIT_MS)), answer);
            if (left == 0 || news.test(got)) {
                return got;
            }
        }
    }

    /**
     * Runs a command, or joins the one that was begun with that key; empty if it still runs after the wait, and can be asked for.
     *
     * @param bytes that the command takes in memory until it has ended, even if no caller waits for it
     */
    public Optional<ExecResult> run(ExecRequest.Run command, int bytes, Duration wait) throws InterruptedException {
        CompletableFuture<ExecResult> end = shared.run(session, command, bytes);
        Optional<ExecResult> result = await(end, wait);
        if (result.isPresent()) {
            return result;
        }
        session.run(command.key()).awaitBegun(end, ANSWER);
        return await(end, Duration.ZERO);
    }

    /** A job, once it has ended, or how it is after the wait. */
    public JobInfo job(JobId job, @Nullable Integer element, Duration wait) throws InterruptedException {
        RemoteJob remote = element == null ? session.job(job) : session.job(job).element(element);
        try {
            return remote.await(wait);
        } catch (HpcException e) {
            throw failure(e);
        }
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
