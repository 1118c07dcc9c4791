package org.hpcdaemon.daemon.cli;

import java.nio.file.Path;
import java.util.List;
import org.hpcdaemon.daemon.config.Profile;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.sandbox.Guarding;

/** A daemon for tests that are not about how it is set up: any directory is allowed, and nothing else is said. */
final class PlainProfile {
    private PlainProfile() {}

    static Profile of(DaemonId daemon, String url, Path work, String key) {
        return new Profile(
                daemon, url, daemon.value(), List.of(), work.toString(), null, null, null, Guarding.DEFAULT, key);
    }
}
