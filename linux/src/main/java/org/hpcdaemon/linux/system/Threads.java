package org.hpcdaemon.linux.system;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Threads: platform ones for calls that wait in the kernel, where a virtual one would hold its carrier. */
public final class Threads {
    // Frames here are few and flat; the default of 1 MiB each would count against an address space limit.
    private static final long STACK = 256 << 10;

    private Threads() {}

    /** Starts a daemon thread with a small stack. */
    public static Thread start(String name, Runnable task) {
        Thread thread = unstarted(name, task);
        thread.start();
        return thread;
    }

    /** For its starter. */
    public static Thread unstarted(String name, Runnable task) {
        Thread thread = new Thread(null, task, name, STACK, false);
        thread.setDaemon(true);
        return thread;
    }

    /** Does it for all of them at once, each on a virtual thread, and returns when all have ended, or when interrupted. */
    public static <T> void forEach(List<T> all, Consumer<T> task) {
        List<Thread> running = all.stream()
                .map(one -> Thread.ofVirtual().start(() -> task.accept(one)))
                .toList();
        try {
            for (Thread thread : running) {
                thread.join();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** What a thread is to find out. */
    public interface Work<T> {
        T run() throws IOException;
    }

    /**
     * Has a thread of its own do it, and waits for that also when interrupted, since what was begun must not be lost. Throws
     * its IOException or RuntimeException.
     */
    public static <T> T call(String name, Work<T> work) throws IOException {
        return call(task -> start(name, task), work);
    }

    /** The same by a thread that is there. Throws {@link java.util.concurrent.RejectedExecutionException} if it is not any more. */
    public static <T> T call(Executor thread, Work<T> work) throws IOException {
        CompletableFuture<T> done = new CompletableFuture<>();
        thread.execute(() -> {
            try {
                done.complete(work.run());
            } catch (IOException | RuntimeException | Error e) {
                done.completeExceptionally(e);
            }
        });
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return done.get();
                } catch (InterruptedException _) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failed) {
                throw failed;
            }
            if (e.getCause() instanceof RuntimeException failed) {
                throw failed;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
