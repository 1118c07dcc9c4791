package org.hpcdaemon.daemon.setup;

import org.hpcdaemon.client.Account;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;

/**
 * A key that was just made and is stored nowhere yet. Unless {@link #keep} stores it, it is revoked by
 * {@link #close} and when the program is told to end. Only a program that is killed outright leaves it behind; the next
 * setup of the same daemon revokes it. Thread-safe.
 */
final class FreshKey implements AutoCloseable {
    private enum State {
        LOOSE,
        KEPT,
        REVOKED
    }

    private final Platform platform;
    private final String id;
    private final String secret;
    private final Thread hook = Thread.ofPlatform().unstarted(this::close);
    private State state = State.LOOSE;

    private FreshKey(Platform platform, String id, String secret) {
        this.platform = platform;
        this.id = id;
        this.secret = secret;
    }

    static FreshKey of(Platform platform, Account.Key made) {
        String secret = made.key();
        if (secret == null) {
            throw new HpcException(ErrorCode.INTERNAL, "the platform made a key and did not show it; try again");
        }
        FreshKey key = new FreshKey(platform, made.id(), secret);
        Runtime.getRuntime().addShutdownHook(key.hook);
        return key;
    }

    String id() {
        return id;
    }

    String secret() {
        return secret;
    }

    /** Stores it. From here on it stays; what the store throws is passed on, and leaves it loose. */
    synchronized void keep(Runnable store) {
        if (state != State.LOOSE) {
            throw new SetupStopped("the program is ending");
        }
        store.run();
        state = State.KEPT;
    }

    /** Revokes it if it was not stored, by itself, since it may. */
    @Override
    public synchronized void close() {
        if (state == State.LOOSE) {
            state = State.REVOKED;
            try (HpcClient itself = platform.with(secret)) {
                itself.account().revoke(id);
            } catch (HpcException e) {
                System.getLogger(FreshKey.class.getName())
                        .log(
                                System.Logger.Level.WARNING,
                                "key {0} was made, is stored nowhere and could not be revoked ({1}); the next setup"
                                        + " of this daemon revokes it",
                                id,
                                e.reason());
            }
        }
        if (Thread.currentThread() != hook) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException _) {
                // The program is ending, and the hook will find nothing to do.
            }
        }
    }
}
