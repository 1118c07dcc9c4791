package org.hpcdaemon.jobs.watch;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.hpcdaemon.jobs.folder.JobPlaces;
import org.hpcdaemon.jobs.scheduler.Scheduler;
import org.hpcdaemon.jobs.store.JobStore;
import org.hpcdaemon.jobs.store.Wish;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.store.StoreException;

/**
 * Brings wishes to the scheduler. Each is stored before, so the daemon that takes over from one that died in between asks
 * again; to be asked twice harms no scheduler. Thread-safe; calls block while the scheduler takes its time.
 */
public final class Cancels {
    private static final System.Logger LOG = System.getLogger(Cancels.class.getName());

    private final JobStore store;
    private final Scheduler scheduler;
    private final JobPlaces places;
    private final Set<Wish> open = ConcurrentHashMap.newKeySet();

    /** Once for as long as it lasts: it is tried after each survey. */
    private final AtomicBoolean told = new AtomicBoolean();

    public Cancels(JobStore store, Scheduler scheduler, JobPlaces places) {
        this.store = store;
        this.scheduler = scheduler;
        this.places = places;
    }

    /** Asks for what is stored as wanted. What fails is wanted no longer: its agent is told, and may ask again. */
    public void ask(Wish wish) {
        List<Integer> elements = unfinished(wish);
        try {
            if (tell(wish, elements) instanceof Scheduler.Cancellation.Silent(String reason)) {
                withdraw(wish, elements);
                throw new HpcException(
                        ErrorCode.SCHEDULER_UNAVAILABLE, "the scheduler does not answer; cancel again: " + reason);
            }
        } catch (IOException e) {
            store.wishes().withdraw(wish);
            throw new HpcException(
                    ErrorCode.STORAGE, "the job was not cancelled, its folder cannot be written: " + e.getMessage(), e);
        }
        try {
            store.wishes().asked(wish);
        } catch (StoreException e) {
            open.add(wish); // what was done is told; that it was is noted after the next time
        }
    }

    private void withdraw(Wish wish, List<Integer> elements) throws IOException {
        store.wishes().withdraw(wish);
        Set<Integer> otherwise = store.wishes().cancelling(wish.job()); // asked for before, or with the others
        for (int element : elements) {
            if (!otherwise.contains(element)) {
                places.folder(wish.job()).task(element).unmarkCancelled();
            }
        }
    }

    private Scheduler.Cancellation tell(Wish wish, List<Integer> elements) throws IOException {
        for (int element : elements) {
            places.folder(wish.job()).task(element).markCancelled();
        }
        return elements.isEmpty() ? new Scheduler.Cancellation.Requested() : scheduler.cancel(wish.job(), elements);
    }

    private List<Integer> unfinished(Wish wish) {
        return store.tasks(wish.job()).entrySet().stream()
                .filter(task -> wish.isAbout(task.getKey()) && !task.getValue().finished())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Takes up what an earlier daemon may not have asked for. */
    void recover() {
        open.addAll(store.wishes().unasked(scheduler.kind()));
    }

    /** One that came before the scheduler had the job. */
    void add(Wish wish) {
        open.add(wish);
    }

    /** Of a scheduler that answers. What it does not take now it is asked next time. */
    void askAgain() {
        for (Wish wish : List.copyOf(open)) {
            try {
                if (tell(wish, unfinished(wish)) instanceof Scheduler.Cancellation.Silent(String reason)) {
                    failed(wish, reason);
                    return; // each of the others would wait in vain
                }
                store.wishes().asked(wish);
                open.remove(wish);
                told.set(false);
            } catch (IOException | StoreException e) {
                failed(wish, String.valueOf(e.getMessage()));
            }
        }
    }

    private void failed(Wish wish, String reason) {
        if (told.compareAndSet(false, true)) {
            LOG.log(Level.WARNING, "job {0} is still to be cancelled; tried until it is: {1}", wish.job(), reason);
        }
    }
}
