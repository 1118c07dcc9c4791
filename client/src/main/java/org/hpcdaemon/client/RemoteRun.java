package org.hpcdaemon.client;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.hpcdaemon.client.session.Session;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.message.Done;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.exec.ExecInfo;
import org.hpcdaemon.protocol.message.exec.ExecResult;
import org.hpcdaemon.protocol.message.value.LogChunk;
import org.hpcdaemon.protocol.message.value.LogStream;
import org.jspecify.annotations.Nullable;

/**
 * A command whose output the daemon collects and keeps: it goes on without a caller, and is found again by its key from any
 * connection, until 24 h after its end. All methods throw {@link HpcException}: of {@code NOT_FOUND} if this agent has no command of
 * that key. Thread-safe.
 */
public final class RemoteRun {
    /** The daemon has it within milliseconds, unless its machine is busy. */
    private static final Duration FIRST_LOOK = Duration.ofMillis(10);

    private static final Duration LAST_LOOK = Duration.ofSeconds(1);

    private final Session session;
    private final IdempotencyKey key;

    RemoteRun(Session session, IdempotencyKey key) {
        this.session = session;
        this.key = key;
    }

    public IdempotencyKey key() {
        return key;
    }

    /** How it is now. */
    public ExecInfo info() {
        return session.call(new ExecRequest.Status(key), ExecInfo.class);
    }

    /** How it is when it has ended, or after so long: at most 30 s, {@code Limits.LOG_WAIT_MS}. */
    public ExecInfo info(Duration wait) {
        return session.call(new ExecRequest.Status(key, Math.toIntExact(wait.toMillis())), ExecInfo.class);
    }

    /**
     * Waits until the daemon has begun it or has answered; only then do other calls find it. Throws if the daemon cannot be asked, and
     * {@code UNREACHABLE} if neither has come after so long: whether it runs is not known then.
     *
     * @param answer that {@link DaemonSession#start} returned
     */
    public void awaitBegun(CompletableFuture<ExecResult> answer, Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        Duration pause = FIRST_LOOK;
        while (!answer.isDone()) {
            CompletableFuture<ExecInfo> look =
                    session.start(() -> new ExecRequest.Status(key), ExecInfo.class, _ -> {});
            if (!isDone(CompletableFuture.anyOf(look, answer), Duration.ofNanos(deadline - System.nanoTime()))) {
                look.cancel(false);
                throw unknown(new HpcException(
                        ErrorCode.UNREACHABLE, "the daemon has not begun it for " + atMost.toSeconds() + " s"));
            }
            if (!look.isDone()) {
                look.cancel(false);
                return; // answered
            }
            if (isKnown(look)) {
                return;
            }
            boolean _ = isDone(answer, pause);
            pause = pause.compareTo(LAST_LOOK) < 0 ? pause.multipliedBy(2) : LAST_LOOK;
        }
    }

    private boolean isKnown(CompletableFuture<ExecInfo> look) {
        try {
            look.join();
            return true;
        } catch (CompletionException e) {
            if (e.getCause() instanceof HpcException known) {
                if (known.code() == ErrorCode.NOT_FOUND) {
                    return false;
                }
                throw unknown(known);
            }
            throw e;
        }
    }

    private static boolean isDone(CompletableFuture<?> work, Duration within) throws InterruptedException {
        try {
            work.get(within.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (ExecutionException | CancellationException _) {
            return true; // the caller that takes the result gets the failure
        } catch (TimeoutException _) {
            return false;
        }
    }

    private HpcException unknown(HpcException why) {
        return new HpcException(
                why.code(),
                why.reason() + "; whether the command runs is not known: send it again with the same key, " + key,
                why);
    }

    /**
     * A piece of what it printed.
     *
     * @param from the first byte wanted; null: the last {@code most}
     * @param most bytes; null: 64 KiB
     * @param wait for a byte at {@code from}, or its end, if there is none yet: at most 30 s
     */
    public LogChunk output(LogStream stream, @Nullable Long from, @Nullable Integer most, Duration wait) {
        return session.call(
                new ExecRequest.Output(key, stream, from, most, Math.toIntExact(wait.toMillis())), LogChunk.class);
    }

    /** Ends it and everything it started: TERM, then KILL. */
    public void cancel() {
        session.call(new ExecRequest.Cancel(key), Done.class);
    }

    /** Sends it; its end is the answer. */
    static CompletableFuture<ExecResult> start(Session session, ExecRequest.Run request) {
        ExecRequest.Run collected = request.withoutStreams();
        return session.start(() -> collected, ExecResult.class, _ -> {});
    }
}
