package org.hpcdaemon.tools.call;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.hpcdaemon.mcp.tool.ToolCall;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;

/**
 * The time that a call may wait, in steps: after each its client hears how far it is, and a client that gave the call up is noticed.
 * Giving up ends the waiting alone; what was begun goes on.
 */
public final class Waiting {
    /** Under the minute after which proxies and some clients give up a call. */
    public static final int MAX_S = 50;

    /** Clients take a call without a word for dead after minutes; a person looks more often. */
    public static final Duration STEP = Duration.ofSeconds(5);

    private final ToolCall call;
    private final long begun = System.nanoTime();
    private final Duration most;
    private final CompletableFuture<Void> cancelled = new CompletableFuture<>();

    public Waiting(ToolCall call, int seconds) {
        this.call = call;
        this.most = Duration.ofSeconds(seconds);
        call.call().exchange().cancellation().onCancel(() -> cancelled.complete(null));
    }

    public Duration waited() {
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    /** How long the next step may take: zero when the time has passed or the call was given up. */
    public Duration step() {
        Duration left = most.minus(waited());
        if (cancelled.isDone() || left.isNegative()) {
            return Duration.ZERO;
        }
        return left.compareTo(STEP) < 0 ? left : STEP;
    }

    /** After a step that brought nothing. */
    public void tell(String what) {
        double seconds = waited().toMillis() / 1000.0;
        call.call()
                .progress(seconds, OptionalDouble.of((double) most.toSeconds()), what + ", " + (long) seconds + " s");
    }

    /** The result, if it comes in time. Throws {@link HpcException} as the work does. */
    public <T> Optional<T> await(CompletableFuture<T> work, String what) throws InterruptedException {
        CompletableFuture<Object> either = CompletableFuture.anyOf(work, cancelled);
        while (true) {
            Duration step = step();
            try {
                either.get(Math.max(1, step.toMillis()), TimeUnit.MILLISECONDS);
                return work.isDone() ? Optional.of(work.get()) : Optional.empty();
            } catch (TimeoutException _) {
                if (step.isZero()) {
                    return Optional.empty();
                }
                tell(what);
            } catch (ExecutionException e) {
                throw e.getCause() instanceof HpcException known
                        ? known
                        : new HpcException(ErrorCode.INTERNAL, "the call failed: " + e.getCause(), e);
            }
        }
    }
}
