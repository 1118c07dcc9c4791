package org.hpcdaemon.daemon.setup.platform;

import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.daemon.setup.dialog.SetupStopped;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.http.account.CreatedKey;
import org.hpcdaemon.protocol.id.DaemonId;
import org.jspecify.annotations.Nullable;

/**
 * A key that was just made and is stored nowhere yet. Unless {@link #keep} stores it, it is revoked by
 * {@link #close} and when the program is told to end, be it while the key is being made. Only a program that is killed
 * outright leaves it behind; the next setup of the same daemon revokes it. Thread-safe.
 */
public final class FreshKey implements AutoCloseable {
    /** A key and its secret. */
    public record Made(String id, String secret) {}

    private final Platform platform;
    private final Thread hook = Thread.ofPlatform().unstarted(this::revokeUnlessKept);

    /** What is to be revoked; absent before the key is made, and once it is kept or revoked. */
    private @Nullable Made loose;

    private FreshKey(Platform platform) {
        this.platform = platform;
    }

    /** Has the platform make one. */
    public static FreshKey make(Platform platform, SignedInOwner person, DaemonId daemon) {
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
    private synchronized void create(SignedInOwner person, DaemonId daemon) {
        CreatedKey made = person.createKey(daemon);
        loose = new Made(made.id(), made.key());
    }

    /** The key, until it is kept or revoked. */
    public synchronized Made made() {
        if (loose == null) {
            throw new SetupStopped("the program is ending");
        }
        return loose;
    }

    /** Stores it. From here on it stays; what the store throws is passed on, and leaves it loose. */
    public synchronized void keep(Runnable store) {
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

    /** Revokes it if it was not stored; a key may revoke itself. */
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
