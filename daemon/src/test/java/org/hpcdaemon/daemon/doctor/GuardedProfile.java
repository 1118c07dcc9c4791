package org.hpcdaemon.daemon.doctor;

import java.util.List;
import org.hpcdaemon.daemon.config.Profile;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.sandbox.Guarding;

/** A daemon for tests about how agents are kept in. */
final class GuardedProfile {
    private GuardedProfile() {}

    /** With these allowed directories; without any, agents are not kept in. */
    static Profile of(Guarding guarding, String... dirs) {
        return new Profile(
                new DaemonId("box"),
                "http://127.0.0.1:1",
                "box",
                List.of(dirs),
                "/",
                null,
                null,
                null,
                guarding,
                "hpc_daemon_x");
    }
}
