package org.hpcdaemon.daemon.guard;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
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
        if (profile.allowedDirs().isEmpty()) {
            return Guard.OFF;
        }
        List<String> reasons = new ArrayList<>();
        Bounds bounds = Bounds.of(profile, home, environment);
        Optional<Guard> enforcing = enforcing(bounds, environment, reasons);
        return enforcing.orElseGet(() -> switch (profile.guarding().ifUnenforced()) {
            case REFUSE -> new Refusal(new Level.Refused(reasons));
            case ADVISORY -> new Unguarded(new Level.Advisory(reasons));
        });
    }

    private static Optional<Guard> enforcing(Bounds bounds, Map<String, String> environment, List<String> reasons) {
        Optional<String> fault = bounds.fault();
        Optional<Machine> machine = Machine.here();
        if (fault.isPresent()) {
            reasons.add(fault.get());
        } else if (machine.isEmpty()) {
            reasons.add("there is no filter of system calls for " + System.getProperty("os.arch") + " yet");
        } else {
            return bubblewrap(bounds, machine.get(), environment, reasons).map(guard -> guard);
        }
        return Optional.empty();
    }

    private static Optional<Bubblewrap> bubblewrap(
            Bounds bounds, Machine machine, Map<String, String> environment, List<String> reasons) {
        Optional<String> program = onPath("bwrap", environment);
        if (program.isEmpty()) {
            reasons.add("bubblewrap is not installed");
            return Optional.empty();
        }
        try {
            BoxFolder.emptied(bounds.tmp());
            BoxFolder folder = BoxFolder.create(bounds.state().resolve("guard"), machine);
            Bubblewrap candidate = new Bubblewrap(program.get(), bounds, folder);
            Optional<String> failure = Trial.failure(candidate.trial());
            failure.ifPresent(words -> reasons.add(program.get() + " does not work here: " + words));
            return failure.isPresent() ? Optional.empty() : Optional.of(candidate);
        } catch (IOException e) {
            reasons.add("bubblewrap was not tried: " + e.getMessage());
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
