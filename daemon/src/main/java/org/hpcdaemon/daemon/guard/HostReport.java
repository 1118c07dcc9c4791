package org.hpcdaemon.daemon.guard;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What this host offers to keep agents within directories, found out by trying, in words for a person. */
public final class HostReport {
    private HostReport() {}

    /**
     * The level that would be in force, then what to know of it: by what and what that leaves open, or why it is no
     * better. A running daemon is not touched.
     *
     * @param scratch an empty folder to try in; what is left there is the caller's to delete
     * @param environment of the daemon
     */
    public static List<String> lines(Path scratch, Map<String, String> environment) {
        List<String> reasons = new ArrayList<>();
        Bounds bounds = new Bounds(
                List.of(scratch.resolve("allowed")),
                List.of(),
                scratch.resolve("state"),
                scratch.resolve("state/tmp"),
                scratch.resolve("home"),
                false);
        Optional<Guard> enforcing = Guards.enforcing(bounds, environment, Host.here(), reasons);
        List<String> lines = new ArrayList<>();
        lines.add(enforcing.map(guard -> guard.level().word()).orElse("not enforced"));
        lines.addAll(enforcing.map(guard -> guard.level().notes()).orElse(reasons));
        return List.copyOf(lines);
    }
}
