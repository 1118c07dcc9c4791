package org.hpcdaemon.sandbox.kernel;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import org.hpcdaemon.linux.restrict.Kernel;
import org.hpcdaemon.linux.restrict.Restriction;
import org.hpcdaemon.linux.system.Spawner;
import org.hpcdaemon.linux.system.Threads;

/**
 * Spawns in a Landlock domain within another, in which a thread stays. Of all processes that thread may signal only those which come
 * from the spawned one (LANDLOCK_SCOPE_SIGNAL, landlock(7)), whatever session, parent and environment they have by now, and none
 * of them may signal it. Needs {@link Rights#SCOPES}. Thread-safe.
 */
final class WatchedDomain implements Spawner.Origin {
    // In a kernel before 6.15 it might, or might not, signal the process that it is a thread of.
    private static final int SELF = (int) ProcessHandle.current().pid();

    private final Restriction inner;
    private final ExecutorService watcher =
            Executors.newSingleThreadExecutor(task -> Threads.unstarted("watcher", task));

    /** @param inner the domain within */
    WatchedDomain(Restriction.Steps inner) {
        this.inner = new Restriction(inner);
    }

    @Override
    public int spawn(IntSupplier spawn) throws IOException {
        try {
            return ask(() -> {
                        Domain.scopeAround();
                        return inner.spawn(spawn);
                    })
                    .orElseThrow();
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    @Override
    public Set<Integer> family(Set<Integer> pids) {
        try {
            return ask(() -> pids.stream()
                            .filter(pid -> pid != SELF && Kernel.maySignal(pid))
                            .collect(Collectors.toSet()))
                    .orElse(Set.of());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Another thread stands between, as in {@link Restriction}. Empty: it is closed. */
    private <T> Optional<T> ask(Threads.Work<T> work) throws IOException {
        return Threads.call("asking", () -> {
            try {
                return Optional.of(Threads.call(watcher, work));
            } catch (RejectedExecutionException _) {
                return Optional.empty();
            }
        });
    }

    @Override
    public void close() {
        watcher.shutdown();
    }
}
