package org.hpcdaemon.daemon.guard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.hpcdaemon.daemon.config.Guarding;
import org.hpcdaemon.daemon.config.Home;
import org.hpcdaemon.daemon.config.Profile;
import org.hpcdaemon.daemon.pty.FileAccess;

/** Chooses a daemon's guard: the best that works on this host, found by trying, else what the user chose for that. */
public final class Guards {
    private Guards() {}

    /**
     * Tries what this host offers; to be called by the process that holds the daemon's lease.
     *
     * @param environment of the daemon itself
     */
    public static Guard of(Profile profile, Home home, Map<String, String> environment) {
        Guard guard = of(profile, home, environment, Host.here());
        new LastLevel(home.levelFile(profile.daemon())).tell(guard.level());
        return guard;
    }

    static Guard of(Profile profile, Home home, Map<String, String> environment, Host host) {
        if (profile.allowedDirs().isEmpty()) {
            return new Unguarded(new Level.Off(lost(profile.guarding())), "");
        }
        List<String> reasons = new ArrayList<>();
        Bounds bounds = Bounds.of(profile, home, environment);
        Optional<Guard> enforcing = enforcing(bounds, environment, host, reasons);
        return enforcing.orElseGet(() -> switch (profile.guarding().ifUnenforced()) {
            case REFUSE -> new Refusal(new Level.Refused(reasons));
            case ADVISORY ->
                new Unguarded(
                        new Level.Advisory(reasons),
                        Rails.stopping(
                                bounds.allowed(), List.of(Path.of("/tmp"), Path.of("/var/tmp"), Path.of("/dev"))));
        });
    }

    private static List<String> lost(Guarding asked) {
        List<String> lost = new ArrayList<>();
        if (asked.noNetwork()) {
            lost.add("no directory is named, so the network is not cut");
        }
        if (!asked.hidden().isEmpty()) {
            lost.add("no directory is named, so nothing is hidden");
        }
        return lost;
    }

    static Optional<Guard> enforcing(Bounds bounds, Map<String, String> environment, Host host, List<String> reasons) {
        Optional<String> fault = bounds.fault();
        Optional<Machine> machine = Machine.here();
        if (fault.isPresent()) {
            reasons.add(fault.get());
        } else if (machine.isEmpty()) {
            reasons.add("there is no filter of system calls for " + System.getProperty("os.arch") + " yet");
        } else {
            emptied(bounds.tmp(), reasons);
            return bubblewrap(bounds, machine.get(), environment, host, reasons)
                    .or(() -> landlock(bounds, machine.get(), host, reasons));
        }
        return Optional.empty();
    }

    /** What was a daemon's private /tmp: whatever used it has ended with that daemon. */
    private static void emptied(Path tmp, List<String> reasons) {
        try {
            BoxFolder.emptied(tmp);
        } catch (IOException e) {
            reasons.add(tmp + " cannot be emptied: " + e.getMessage());
        }
    }

    private static Optional<Guard> bubblewrap(
            Bounds bounds, Machine machine, Map<String, String> environment, Host host, List<String> reasons) {
        Optional<String> program = onPath("bwrap", environment);
        if (program.isEmpty()) {
            reasons.add("bubblewrap is not installed");
            return Optional.empty();
        }
        try {
            BoxFolder folder = BoxFolder.create(bounds.state().resolve("guard"), machine);
            // A set-uid bwrap needs the privileges that a scope would have to give up first.
            boolean scoped = host.landlock() >= Rights.SCOPES && !isSetUid(Path.of(program.get()));
            Bubblewrap candidate = new Bubblewrap(program.get(), bounds, folder, scoped);
            Optional<String> failure = Trial.failure(candidate.trial());
            failure.ifPresent(words -> reasons.add(program.get() + " does not work here: " + words));
            return failure.isPresent() ? Optional.empty() : Optional.of(candidate);
        } catch (IOException e) {
            reasons.add("bubblewrap was not tried: " + e.getMessage());
            return Optional.empty();
        }
    }

    private static boolean isSetUid(Path program) throws IOException {
        return ((int) Files.getAttribute(program, "unix:mode") & 04000) != 0;
    }

    private static Optional<Guard> landlock(Bounds bounds, Machine machine, Host host, List<String> reasons) {
        int version = host.landlock();
        if (version < Rights.ENOUGH) {
            reasons.add("Landlock " + (version == 0 ? "is off in this kernel" : "is too old in this kernel"));
            return Optional.empty();
        }
        Landlock candidate = new Landlock(bounds, machine, version);
        try {
            Optional<String> failure = Trial.failure(candidate.trial());
            failure.ifPresent(words -> reasons.add("Landlock does not work here: " + words));
            return failure.isPresent() ? Optional.empty() : Optional.of(candidate);
        } catch (IOException e) {
            reasons.add("Landlock does not work here: " + e.getMessage());
            return Optional.empty();
        }
    }

    private static Optional<String> onPath(String program, Map<String, String> environment) {
        return Stream.of(environment.getOrDefault("PATH", "/usr/bin:/bin").split(":", -1))
                .filter(folder -> folder.startsWith("/"))
                .map(folder -> folder + "/" + program)
                .filter(FileAccess::isExecutable)
                .findFirst();
    }
}
