package org.hpcdaemon.daemon.doctor;

import java.util.function.Supplier;
import org.hpcdaemon.daemon.config.Profile;
import org.hpcdaemon.daemon.config.Setting;
import org.hpcdaemon.sandbox.Containers;
import org.hpcdaemon.sandbox.choose.HostReport;

/** Whether agents can run containers within the limits, by a trial of our own where that is allowed. */
final class ContainersCheck {
    private static final String NAME = "containers";

    private static final String TAKEN_BACK = Setting.ALLOW_CONTAINERS.variable() + "=false hpc-daemon setup";

    private final Profile profile;
    private final Supplier<HostReport> trial;

    ContainersCheck(Profile profile, Supplier<HostReport> trial) {
        this.profile = profile;
        this.trial = trial;
    }

    Check look() {
        if (profile.allowedDirs().isEmpty()) {
            return Check.ok(NAME, new Containers.Unlimited().words());
        }
        if (!profile.guarding().containers()) {
            return Check.ok(NAME, new Containers.NotAllowed().words());
        }
        HostReport host = trial.get();
        return switch (host.containers()) {
            case Containers.Possible possible -> Check.ok(NAME, possible.words());
            case Containers.Impossible impossible ->
                Check.warn(NAME, impossible.words(), "make that work, or take the permission back: " + TAKEN_BACK);
            case Containers.NotAllowed _, Containers.Unlimited _ ->
                Check.skipped(NAME, "the limits cannot be enforced here, see sandbox");
        };
    }
}
