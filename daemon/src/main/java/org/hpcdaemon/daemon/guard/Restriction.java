package org.hpcdaemon.daemon.guard;

import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.IntSupplier;
import org.hpcdaemon.daemon.pty.Spawner;
import org.hpcdaemon.daemon.pty.Threads;

/**
 * Spawns from a thread that has restricted itself and ends then: what a thread gives up, its children never had, and
 * the rest of the daemon keeps.
 */
final class Restriction implements Spawner.Origin {
    /** What the thread gives up. */
    interface Steps {
        void take() throws IOException;
    }

    private final Steps steps;

    Restriction(Steps steps) {
        this.steps = steps;
    }

    @Override
    public int spawn(IntSupplier spawn) throws IOException {
        CompletableFuture<Integer> spawned = new CompletableFuture<>();
        Threads.start("restricted", () -> {
            try {
                steps.take();
                spawned.complete(spawn.getAsInt());
            } catch (IOException | RuntimeException e) {
                spawned.completeExceptionally(e);
            }
        });
        try {
            return spawned.get();
        } catch (ExecutionException e) {
            throw new IOException(
                    "the limits could not be put on, so nothing was started: "
                            + Objects.requireNonNullElse(e.getCause(), e).getMessage(),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while starting", e);
        }
    }
}
