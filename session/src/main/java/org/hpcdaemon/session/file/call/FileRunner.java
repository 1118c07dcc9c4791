package org.hpcdaemon.session.file.call;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.hpcdaemon.linux.system.Threads;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.file.FilePath;
import org.hpcdaemon.sandbox.FileView;
import org.hpcdaemon.session.route.Activity;
import org.hpcdaemon.session.route.AgentSlots;
import org.hpcdaemon.session.route.Caller;

/**
 * Runs file calls, each on threads of its own: one whose file system hangs costs its agent a slot until the kernel lets go of it, and
 * nothing else. Thread-safe.
 */
public final class FileRunner {
    private final FileSettings settings;
    private final AgentSlots slots;
    private final Set<UnderWay> underWay = ConcurrentHashMap.newKeySet();

    /**
     * Runs nothing yet.
     *
     * @param bounds on the calls that are under way at a time
     */
    public FileRunner(FileSettings settings, AgentSlots.Bounds bounds) {
        this.settings = settings;
        this.slots = new AgentSlots(bounds);
    }

    /** Whether a call that is given up may have changed something. */
    public enum Effect {
        NONE,
        CHANGES
    }

    /** A call from its begin until the kernel lets go of it. */
    private record UnderWay(
            Activity activity, FilePath named, Effect effect, CallPulse pulse, CompletableFuture<?> done) {
        void end() {
            boolean _ = done.completeExceptionally(ended());
            pulse.end();
        }

        private HpcException ended() {
            return switch (effect) {
                case NONE -> CallPulse.ended();
                case CHANGES ->
                    new HpcException(
                            ErrorCode.OUTCOME_UNKNOWN,
                            "this change of " + named
                                    + " was ended at the machine, or with its agent's key; a part of it may"
                                    + " have taken place: look with file.stat before you repeat it");
            };
        }
    }

    /** What is done with what was opened within the limits, by a thread that is under none. */
    public interface Then<T, R> {
        R with(T opened) throws IOException;
    }

    public <T> T run(Caller caller, FilePath named, Effect effect, FileView.Work<T> work) {
        return run(caller, named, effect, new CallPulse(), work);
    }

    /**
     * Waits for it, no longer than the settings say since its last beat. What comes later and is to be closed is.
     *
     * @param named as the agent wrote it, for messages
     */
    public <T> T run(Caller caller, FilePath named, Effect effect, CallPulse pulse, FileView.Work<T> work) {
        return run(caller, named, effect, pulse, work, result -> result);
    }

    public <T, R> R run(
            Caller caller, FilePath named, Effect effect, CallPulse pulse, FileView.Work<T> work, Then<T, R> then) {
        slots.take(caller);
        CompletableFuture<R> done = new CompletableFuture<>();
        UnderWay call = new UnderWay(new Activity(caller, Instant.now()), named, effect, pulse, done);
        underWay.add(call);
        // The thread with the limits is another, since this one wakes the virtual thread that waits.
        Threads.start("file-call", () -> {
            Runnable answer = answer(done, work, then);
            // Before the answer: an agent that makes one call after the other never has two under way.
            underWay.remove(call);
            slots.free(caller);
            answer.run();
        });
        try {
            return await(done, pulse);
        } catch (TimeoutException e) {
            if (done.completeExceptionally(e)) {
                throw hangs(named, effect);
            }
            return done.join();
        } catch (ExecutionException e) {
            throw switch (e.getCause()) {
                case HpcException known -> known;
                case IOException failed ->
                    switch (effect) {
                        case NONE -> FileTrouble.of(failed, named, settings.view());
                        case CHANGES -> FileTrouble.ofChange(failed, named, settings.absolute(named), settings.view());
                    };
                case RuntimeException defect -> defect;
                case null, default -> new IllegalStateException(e.getCause());
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HpcException(ErrorCode.INTERNAL, "the daemon stopped meanwhile", e);
        }
    }

    /** Does it; what this returns answers with what came of it. */
    private <T, R> Runnable answer(CompletableFuture<R> done, FileView.Work<T> work, Then<T, R> then) {
        try {
            R result = then.with(settings.view().call(work));
            return () -> {
                if (!done.complete(result) && result instanceof AutoCloseable late) {
                    close(late);
                }
            };
        } catch (IOException | RuntimeException | Error e) {
            return () -> done.completeExceptionally(e);
        }
    }

    /** Those that are under way, also in the kernel after they were given up. */
    public List<Activity> underWay() {
        return underWay.stream().map(UnderWay::activity).toList();
    }

    /**
     * Ends an agent's calls: they are answered at once. One that waits for a file system goes no further once the kernel lets go of it.
     * Returns how many there were.
     */
    public int end(Caller caller) {
        List<UnderWay> own = underWay.stream()
                .filter(call -> call.activity().caller().equals(caller))
                .toList();
        own.forEach(UnderWay::end);
        return own.size();
    }

    private <T> T await(CompletableFuture<T> done, CallPulse pulse)
            throws TimeoutException, ExecutionException, InterruptedException {
        while (true) {
            long left = settings.timeout().toNanos() - pulse.silence();
            if (left <= 0) {
                throw new TimeoutException();
            }
            try {
                return done.get(left, TimeUnit.NANOSECONDS);
            } catch (TimeoutException _) {
                // It may have gone on meanwhile.
            }
        }
    }

    private HpcException hangs(FilePath named, Effect effect) {
        String what = "the file system of " + named + " did not answer within "
                + settings.timeout().toMillis() / 1000.0 + " s; if it hangs, only calls to it do";
        return switch (effect) {
            case NONE -> new HpcException(ErrorCode.TIMED_OUT, what);
            case CHANGES ->
                new HpcException(
                        ErrorCode.OUTCOME_UNKNOWN,
                        what + ": the change may still take place; look with file.stat before you repeat it");
        };
    }

    private static void close(AutoCloseable late) {
        try {
            late.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
