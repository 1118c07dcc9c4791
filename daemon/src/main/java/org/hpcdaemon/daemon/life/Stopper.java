package org.hpcdaemon.daemon.life;

import java.time.Duration;
import java.util.Optional;
import org.hpcdaemon.linux.process.Host;
import org.hpcdaemon.linux.process.ProcessIdentity;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;

/** Ends a daemon's process and no other: its pid counts only together with its host, boot and start time. */
public final class Stopper {
    /** After a KILL only the kernel is between a process and its end. */
    private static final Duration KILLED = Duration.ofSeconds(5);

    /** A look is one read of /proc. */
    private static final Duration POLL_INTERVAL = Duration.ofMillis(20);

    private Stopper() {}

    /** What came of it. */
    public enum Outcome {
        STOPPED,
        /** Did not end in time and was killed; its shells ended with it, its jobs go on. */
        KILLED,
        /** Was gone before it was asked. */
        GONE
    }

    /**
     * TERM, then after {@code grace} KILL. Jobs are other processes and go on.
     *
     * @param process of this machine
     */
    public static Outcome stop(ProcessIdentity process, Duration grace) throws InterruptedException {
        // The handle is taken before the look: it signals no process that started at another time than its own.
        Optional<ProcessHandle> handle = ProcessHandle.of(process.pid());
        if (handle.isEmpty() || process.seenFrom(Host.here()) != ProcessIdentity.Liveness.ALIVE) {
            return Outcome.GONE;
        }
        handle.get().destroy();
        if (ended(process, grace)) {
            return Outcome.STOPPED;
        }
        handle.get().destroyForcibly();
        if (!ended(process, KILLED)) {
            throw new HpcException(
                    ErrorCode.INTERNAL,
                    "pid " + process.pid() + " did not end after KILL; it hangs in the kernel, perhaps on a file"
                            + " system that does not answer");
        }
        return Outcome.KILLED;
    }

    /** Not by {@link ProcessHandle#onExit}: for that a zombie is still alive, and not every init collects them. */
    private static boolean ended(ProcessIdentity process, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (process.seenFrom(Host.here()) == ProcessIdentity.Liveness.ALIVE) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            Thread.sleep(POLL_INTERVAL);
        }
        return true;
    }
}
