package org.hpcdaemon.daemon.doctor;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.hpcdaemon.daemon.config.IfUnenforced;
import org.hpcdaemon.daemon.config.Profile;
import org.hpcdaemon.daemon.life.RunStatus;
import org.hpcdaemon.daemon.process.Tool;
import org.jspecify.annotations.Nullable;

/** Whether agents can be kept within the allowed directories: as a running daemon found, else by a trial of our own. */
final class SandboxCheck {
    private static final String NAME = "sandbox";

    /** A sandbox is there within milliseconds; a machine under load may take its time. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Profile profile;
    private final RunStatus.@Nullable Sandbox inForce;
    private final Map<String, String> environment;

    SandboxCheck(Profile profile, RunStatus.@Nullable Sandbox inForce, Map<String, String> environment) {
        this.profile = profile;
        this.inForce = inForce;
        this.environment = environment;
    }

    Check look() {
        if (profile.allowedDirs().isEmpty()) {
            return Check.ok(NAME, "off: agents may write wherever you may, since no directories were named");
        }
        if (inForce != null) {
            String found = inForce.level() + ", says the running daemon: " + String.join("; ", inForce.notes());
            return inForce.level().equals("enforced") ? Check.ok(NAME, found) : unenforced(found);
        }
        Optional<Tool> bubblewrap = Tool.find("bwrap", environment);
        if (bubblewrap.isEmpty()) {
            return unenforced("bubblewrap is not installed, so the allowed directories cannot be enforced");
        }
        Tool.Answer answer = bubblewrap
                .get()
                .ask(PATIENCE, "--unshare-user", "--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev", "/bin/true")
                .orElse(new Tool.Answer(1, "it does not answer"));
        return answer.isYes()
                ? Check.ok(NAME, "bubblewrap works here, so the allowed directories can be enforced")
                : unenforced(bubblewrap.get().program() + " does not work here: " + answer.firstLine());
    }

    private Check unenforced(String found) {
        String todo = "ask those who run this machine for bubblewrap and user namespaces";
        return profile.guarding().ifUnenforced() == IfUnenforced.REFUSE
                ? Check.fail(NAME, found + "; nothing will run", todo + ", or set it up with --if-unenforced advisory")
                : Check.warn(NAME, found + "; agents are told the limits, and nothing holds them", todo);
    }
}
