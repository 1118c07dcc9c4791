package org.hpcdaemon.daemon.app;

import java.util.Optional;
import java.util.function.Supplier;
import org.hpcdaemon.daemon.config.Profile;
import org.hpcdaemon.daemon.config.Profiles;
import org.hpcdaemon.store.StoreException;

/**
 * The key that is stored now for a daemon that runs. Empty if the store does not say, and where setup named another platform:
 * its key is shown to that one alone, after the next start.
 */
record StoredKey(Profiles profiles, Profile running) implements Supplier<Optional<String>> {
    private static final System.Logger LOG = System.getLogger(StoredKey.class.getName());

    @Override
    public Optional<String> get() {
        try {
            return profiles.of(running.daemon())
                    .filter(stored -> stored.platformUrl().equals(running.platformUrl()))
                    .map(Profile::apiKey);
        } catch (StoreException e) {
            LOG.log(
                    System.Logger.Level.DEBUG,
                    "whether setup stored a new key is not known; the one in use is kept: {0}",
                    e.getMessage());
            return Optional.empty();
        }
    }
}
