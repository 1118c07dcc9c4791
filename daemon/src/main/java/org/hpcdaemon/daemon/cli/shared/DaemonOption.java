package org.hpcdaemon.daemon.cli.shared;

import org.hpcdaemon.daemon.config.Profile;
import org.hpcdaemon.daemon.config.Profiles;
import org.hpcdaemon.daemon.life.Presence;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.DaemonId;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The daemon that a verb is about; it need not be named while only one is set up. */
public final class DaemonOption {
    @Option(names = "--daemon-id", paramLabel = "ID", description = "Which daemon, if several are set up here.")
    private @Nullable String daemonId;

    /** The one named, or the only one. Throws an error that names the choices. */
    public Profile find(Profiles profiles) {
        return profiles.find(daemonId == null ? null : id(daemonId));
    }

    /** A daemon as it was set up, and where it runs. */
    public record Found(Profile profile, Presence presence) {}

    /** As {@link #find}, and where it runs now. */
    public Found look(Context context) {
        return context.database(database -> {
            Profile profile = find(new Profiles(database, context.clock()));
            return new Found(profile, context.presence(database, profile.daemon()));
        });
    }

    private static DaemonId id(String text) {
        try {
            return new DaemonId(text);
        } catch (IllegalArgumentException e) {
            throw HpcException.invalid("--daemon-id: " + e.getMessage());
        }
    }
}
