package org.hpcdaemon.daemon.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.hpcdaemon.daemon.cli.shared.Context;
import org.hpcdaemon.daemon.config.Profile;
import org.hpcdaemon.jobs.folder.KeptJobs;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.sandbox.Guarding;
import org.hpcdaemon.session.forward.AllowForward;
import org.hpcdaemon.session.record.RecordingChoice;

/** Daemons of tests that are not about how one is set up. */
final class TestProfiles {
    private TestProfiles() {}

    /** Any directory is allowed, and nothing else is said. */
    static Profile plain(DaemonId daemon, String url, Path work, String key) {
        return new Profile(
                daemon, url, daemon.value(), List.of(), work.toString(), null, null, null, Guarding.DEFAULT, key);
    }

    /** The same, and what shells and commands print is recorded. */
    static Profile recorded(DaemonId daemon, String url, Path work, String key) {
        return new Profile(
                daemon,
                url,
                daemon.value(),
                List.of(),
                Map.of(),
                work.toString(),
                null,
                null,
                null,
                Guarding.DEFAULT,
                AllowForward.JOBS,
                null,
                null,
                KeptJobs.DEFAULT,
                new RecordingChoice(true, 1, 10, 30),
                key);
    }

    /** As set-up does at its end. */
    static void save(Context context, Profile profile) {
        context.profiles(profiles -> {
            profiles.save(profile);
            return profile;
        });
    }
}
