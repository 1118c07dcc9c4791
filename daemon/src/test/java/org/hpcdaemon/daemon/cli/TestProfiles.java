package org.hpcdaemon.daemon.cli;

import java.nio.file.Path;
import java.util.List;
import org.hpcdaemon.daemon.cli.shared.Context;
import org.hpcdaemon.daemon.config.Profile;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.sandbox.Guarding;

/** Daemons of tests that are not about how one is set up. */
final class TestProfiles {
    private TestProfiles() {}

    /** Any directory is allowed, and nothing else is said. */
    static Profile plain(DaemonId daemon, String url, Path work, String key) {
        return new Profile(
                daemon, url, daemon.value(), List.of(), work.toString(), null, null, null, Guarding.DEFAULT, key);
    }

    /** As set-up does at its end. */
    static void save(Context context, Profile profile) {
        context.profiles(profiles -> {
            profiles.save(profile);
            return profile;
        });
    }
}
