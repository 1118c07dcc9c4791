package org.hpcdaemon.session.file.call;

import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;

/** Tells of a call that takes its time that it is still under way, and tells the call when it is to end. Thread-safe. */
public final class CallPulse {
    private volatile long at = System.nanoTime();
    private volatile boolean waiting;
    private boolean ended;
    private Runnable atEnd = () -> {};

    /** Said between two steps of the work. Throws {@code ENDED} if it is to go no further. */
    public void beat() {
        at = System.nanoTime();
        if (isEnded()) {
            throw ended();
        }
    }

    /** Whether it waits for its agent, which may take its time, and not for a file system. */
    public void waiting(boolean does) {
        waiting = does;
        beat();
    }

    /** What else ends it: whatever makes it wait for its agent no longer. Done at once if it is to end already. */
    public void onEnd(Runnable action) {
        synchronized (this) {
            atEnd = action;
            if (!ended) {
                return;
            }
        }
        action.run();
    }

    /** It is to end: at its next beat, or sooner where it waits for its agent. */
    void end() {
        Runnable action;
        synchronized (this) {
            ended = true;
            action = atEnd;
        }
        action.run();
    }

    private synchronized boolean isEnded() {
        return ended;
    }

    static HpcException ended() {
        return new HpcException(ErrorCode.ENDED, "this file call was ended at the machine, or with its agent's key");
    }

    /** Nanoseconds since the last beat in which it waited for a file system. */
    long silence() {
        return waiting ? 0 : System.nanoTime() - at;
    }
}
