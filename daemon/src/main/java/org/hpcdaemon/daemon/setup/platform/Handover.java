package org.hpcdaemon.daemon.setup.platform;

import java.time.Duration;
import java.util.function.Supplier;
import org.hpcdaemon.daemon.config.KeyMark;
import org.hpcdaemon.daemon.life.Presence;
import org.hpcdaemon.daemon.life.RunStatus;
import org.jspecify.annotations.Nullable;

/** From the key that a running daemon connects with to the one that setup has stored, with its shells living on. */
public final class Handover {
    /** A daemon looks every 2 s and connects in less; the rest is for a platform or a file system that is slow. */
    public static final Duration ONLINE_TIMEOUT = Duration.ofSeconds(30);

    /** A look is a small read. */
    private static final Duration POLL_INTERVAL = Duration.ofMillis(100);

    private final Supplier<Presence> presence;
    private final boolean samePlatform;
    private final Duration patience;

    /**
     * @param presence of the daemon, looked at anew at each call
     * @param samePlatform whether the key is for the platform that a running process is connected to: it shows it to no
     *     other
     */
    public Handover(Supplier<Presence> presence, boolean samePlatform, Duration patience) {
        this.presence = presence;
        this.samePlatform = samePlatform;
        this.patience = patience;
    }

    /** What became of the process that ran the daemon. */
    public enum Outcome {
        /** There was none. */
        NOT_RUNNING,
        /** It is online with the new key. */
        TAKEN,
        /** It has ended meanwhile. */
        ENDED,
        /** It runs, and not with the new key. */
        NOT_TAKEN,
        /** It was not waited for, since it is bound to another platform, or cannot reach its own. */
        NOT_ASKED
    }

    public boolean isNeeded() {
        return samePlatform && isRunning();
    }

    /** What is to be said where it is not needed, or cannot be done. */
    public Outcome without() {
        return isRunning() ? Outcome.NOT_ASKED : Outcome.NOT_RUNNING;
    }

    private boolean isRunning() {
        return !(presence.get() instanceof Presence.Nowhere);
    }

    /** Waits until the process is online with that key. */
    public Outcome await(String key) throws InterruptedException {
        KeyMark wanted = KeyMark.of(key);
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            Presence now = presence.get();
            if (now instanceof Presence.Nowhere) {
                return Outcome.ENDED;
            }
            RunStatus status = status(now);
            if (status != null && wanted.equals(status.connection().key())) {
                return Outcome.TAKEN;
            }
            if (System.nanoTime() > deadline) {
                return Outcome.NOT_TAKEN;
            }
            Thread.sleep(POLL_INTERVAL);
        }
    }

    private static @Nullable RunStatus status(Presence presence) {
        return switch (presence) {
            case Presence.Here here -> here.status();
            case Presence.Elsewhere there -> there.status();
            case Presence.Nowhere _ -> null;
        };
    }
}
