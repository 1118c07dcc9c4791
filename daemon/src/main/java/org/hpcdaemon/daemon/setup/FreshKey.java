package org.hpcdaemon.daemon.setup;

import org.hpcdaemon.client.Account;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.DaemonId;
import org.jspecify.annotations.Nullable;

/**
 * A key that was just made and is stored nowhere yet. Unless {@link #keep} stores it, it is revoked by
 * {@link #close} and when the program is told to end, be it while the key is being made. Only a program that is killed
 * outright leaves it behind; the next setup of the same daemon revokes it. Thread-safe.
 */
final class FreshKey implements AutoCloseable {
    /** A key and its secret. */
    record Made(String id, String secret) {}

    private final Platform platform;
    private final Thread hook = Thread.ofPlatform().unstarted(this::revokeUnlessKept);

    /** What is to be revoked; absent before the key is made, and once it is kept or revoked. */
    private @Nullable Made loose;

    private FreshKey(Platform platform) {
        this.platform = platform;
    }

    /** Has the platform make one. */
    static FreshKey make(Platform platform, Person person, DaemonId daemon) {
        FreshKey key = new FreshKey(platform);
        Runtime.getRuntime().addShutdownHook(key.hook);
        try {
            key.create(person, daemon);
            return key;
        } catch (RuntimeException e) {
            key.close();
            throw e;
        }
    }

    /** Holds the lock until the answer is there, so that an end of the program meanwhile finds out what to revoke. */
    private synchronized void create(Person person, DaemonId daemon) {
        Account.Key made = person.createKey(daemon);
        String secret = made.key();
        if (secret == null) {
            throw new HpcException(ErrorCode.INTERNAL, "the platform made a key and did not show it; try again");
        }
        loose = new Made(made.id(), secret);
    }

    /** The key, as long as nobody has kept or revoked it. */
    synchronized Made made() {
        if (loose == null) {
            throw new SetupStopped("the program is ending");
        }
        return loose;
    }

    /** Stores it. From here on it stays; what the store throws is passed on, and leaves it loose. */
    synchronized void keep(Runnable store) {
        if (loose == null) {
            throw new SetupStopped("the program is ending");
        }
        store.run();
        loose = null;
    }

    private synchronized void revokeUnlessKept() {
        Made key = loose;
        loose = null;
        if (key == null) {
            return;
        }
        try (HpcClient itself = platform.with(key.secret())) {
            itself.account().revoke(key.id());
        } catch (HpcException e) {
            System.getLogger(FreshKey.class.getName())
                    .log(
                            System.Logger.Level.WARNING,
                            "key {0} was made, is stored nowhere and could not be revoked ({1}); the next setup of this"
                                    + " daemon revokes it",
                            key.id(),
                            e.reason());
        }
    }

    /** Revokes it if it was not stored, by itself, since it may. */
    @Override
    public void close() {
        revokeUnlessKept();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // The program is ending, and the hook finds nothing left to do.
        }
    }
}
