package org.hpcdaemon.platform.inbox;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.hpcdaemon.protocol.id.UserId;

/** Wakes those who wait for a user's next event. At most one entry for each user that was ever waited for. */
final class Arrivals {
    private final Map<UserId, CompletableFuture<Void>> next = new ConcurrentHashMap<>();
    private volatile boolean stopped;

    /** The user's next arrival: take it before you look, wait for it after you found nothing. */
    CompletableFuture<Void> next(UserId user) {
        CompletableFuture<Void> arrival = next.computeIfAbsent(user, _ -> new CompletableFuture<>());
        if (stopped) {
            arrival.complete(null);
        }
        return arrival;
    }

    void arrived(UserId user) {
        CompletableFuture<Void> arrival = next.remove(user);
        if (arrival != null) {
            arrival.complete(null);
        }
    }

    /** From now on no reader waits. */
    void stop() {
        stopped = true;
        next.values().forEach(arrival -> arrival.complete(null));
    }

    boolean isStopped() {
        return stopped;
    }

    /** False if it took longer. */
    static boolean await(CompletableFuture<Void> arrival, Duration atMost) throws InterruptedException {
        try {
            arrival.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("arrivals do not fail", e);
        }
    }
}
