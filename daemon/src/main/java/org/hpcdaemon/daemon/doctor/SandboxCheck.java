package org.hpcdaemon.daemon.doctor;

import java.util.List;
import java.util.function.Supplier;
import org.hpcdaemon.daemon.config.Profile;
import org.hpcdaemon.daemon.life.RunStatus;
import org.hpcdaemon.sandbox.IfUnenforced;
import org.hpcdaemon.sandbox.choose.HostReport;
import org.jspecify.annotations.Nullable;

/** Whether agents can be kept within the allowed directories: as a running daemon found, else by a trial of our own. */
final class SandboxCheck {
    private static final String NAME = "sandbox";

    private final Profile profile;
    private final RunStatus.@Nullable Sandbox inForce;
    private final Supplier<HostReport> trial;

    SandboxCheck(Profile profile, RunStatus.@Nullable Sandbox inForce, Supplier<HostReport> trial) {
        this.profile = profile;
        this.inForce = inForce;
        this.trial = trial;
    }

    Check look() {
        if (profile.allowedDirs().isEmpty()) {
            return Check.ok(NAME, "off: agents may write wherever you may, since no directories were named");
        }
        if (inForce != null) {
            String found = inForce.level() + ", the running daemon reports: " + String.join("; ", inForce.notes());
            return inForce.level().equals("enforced") ? stillEnforced(found, inForce.notes()) : unenforced(found);
        }
        HostReport found = trial.get();
        String words = String.join("; ", found.notes());
        return found.enforced() ? Check.ok(NAME, "enforced, by a trial: " + words) : unenforced(words);
    }

    /** What worked at the daemon's start may have ceased to: it then runs nothing, command by command. */
    private Check stillEnforced(String found, List<String> notes) {
        HostReport now = trial.get();
        return now.enforced()
                        && notes.stream()
                                .findFirst()
                                .equals(now.notes().stream().findFirst())
                ? Check.ok(NAME, found)
                : Check.warn(
                        NAME,
                        found + "; but a trial now: " + String.join("; ", now.notes()),
                        "make it work again, or restart the daemon so that it checks again: until then commands end with 125");
    }

    private Check unenforced(String found) {
        String todo = "ask an administrator for bubblewrap and user namespaces";
        return profile.guarding().ifUnenforced() == IfUnenforced.REFUSE
                ? Check.fail(NAME, found + "; nothing will run", todo + ", or set it up with --if-unenforced advisory")
                : Check.warn(NAME, found + "; agents are told the limits, and nothing enforces them", todo);
    }
}
