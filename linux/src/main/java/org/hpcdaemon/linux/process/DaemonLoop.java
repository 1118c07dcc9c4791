package org.hpcdaemon.linux.process;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.hpcdaemon.linux.system.Threads;
import org.hpcdaemon.protocol.error.Trouble;

/**
 * A loop of the daemon, on a thread of its own. A round that fails, since a disk is full or by a defect, is logged and the loop
 * goes on, later each time: a loop that ended in silence would stop what the daemon is for. Stops at {@link #close}.
 */
public final class DaemonLoop implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(DaemonLoop.class.getName());

    /** From a moment's trouble to a defect that stays, which must not fill the log. */
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private static final Duration MAX_PAUSE = Duration.ofMinutes(1);

    /** A round waits up to 10 s for the store while another process has it; more is a file system that hangs. */
    private static final Duration CLOSING = Duration.ofSeconds(12);

    private final String name;
    private final Round round;
    private final Duration firstPause;
    private final Thread thread;

    /** What the loop repeats. */
    @FunctionalInterface
    public interface Round {
        /** Waits as long as it has to, then does its work. Returns false to end the loop. */
        boolean run() throws InterruptedException;
    }

    /** @param name as the log names it */
    public DaemonLoop(String name, Round round) {
        this(name, round, FIRST_PAUSE, Thread.ofVirtual().name(name)::unstarted);
    }

    DaemonLoop(String name, Round round, Duration firstPause, Function<Runnable, Thread> threads) {
        this.name = name;
        this.round = round;
        this.firstPause = firstPause;
        this.thread = threads.apply(this::run);
    }

    /** One that goes on while virtual threads wait in the kernel, with their carriers. */
    public static DaemonLoop onPlatformThread(String name, Round round) {
        return new DaemonLoop(name, round, FIRST_PAUSE, task -> Threads.unstarted(name, task));
    }

    public void start() {
        thread.start();
    }

    private void run() {
        Duration pause = firstPause;
        boolean goesOn = true;
        while (goesOn) {
            try {
                goesOn = round.run();
                pause = firstPause;
            } catch (InterruptedException _) {
                return; // closed
            } catch (RuntimeException | Error e) {
                log(e, pause);
                try {
                    Thread.sleep(pause);
                } catch (InterruptedException _) {
                    return; // closed
                }
                pause = pause.multipliedBy(2).compareTo(MAX_PAUSE) < 0 ? pause.multipliedBy(2) : MAX_PAUSE;
            }
        }
    }

    private void log(Throwable failure, Duration pause) {
        Optional<String> words = Trouble.words(failure);
        if (words.isPresent()) {
            LOG.log(
                    Level.WARNING,
                    "the loop \"{0}\" did not do its work and tries again in {1} s: {2}",
                    name,
                    pause.toMillis() / 1000.0,
                    words.get());
        } else {
            LOG.log(
                    Level.ERROR,
                    "the loop \"" + name + "\" failed with an internal error; it goes on in " + pause.toMillis()
                            + " ms",
                    failure);
        }
    }

    /** Returns when the round under way has ended, or hangs. */
    public void closeAndWait() {
        close(CLOSING);
    }

    void close(Duration patience) {
        close();
        try {
            if (thread.isAlive() && !thread.join(patience)) {
                LOG.log(
                        Level.WARNING,
                        "the loop \"{0}\" did not end in {1} s, perhaps since a file system hangs; going on without it",
                        name,
                        patience.toSeconds());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
