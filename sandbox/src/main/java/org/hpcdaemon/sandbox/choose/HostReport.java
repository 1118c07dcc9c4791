package org.hpcdaemon.sandbox.choose;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hpcdaemon.sandbox.Confinement;
import org.hpcdaemon.sandbox.Containers;
import org.hpcdaemon.sandbox.IfUnenforced;
import org.hpcdaemon.sandbox.enforce.BoxFolder;
import org.hpcdaemon.sandbox.plan.Bounds;

/**
 * What this host offers to keep a daemon's agents within their directories, found out by trying.
 *
 * @param notes by what and what that leaves open, or why it is no better; for a person
 * @param containers whether agents could run any
 */
public record HostReport(boolean enforced, List<String> notes, Containers containers) {
    public HostReport {
        notes = List.copyOf(notes);
    }

    /** Tries in a folder of its own: a running daemon is not touched. */
    public static HostReport of(Confinement asked) {
        Optional<String> fault = Bounds.of(asked).fault();
        if (fault.isPresent()) {
            return unenforced(List.of(fault.get()));
        }
        try {
            Path scratch = Files.createTempDirectory("hpc-daemon-trial").toRealPath();
            try {
                return in(scratch, asked.environment(), asked.guarding().containers());
            } finally {
                BoxFolder.emptied(scratch);
                Files.delete(scratch);
            }
        } catch (IOException e) {
            return unenforced(List.of("it could not be tried: " + e.getMessage()));
        }
    }

    private static HostReport in(Path scratch, Map<String, String> environment, boolean containers) throws IOException {
        List<String> reasons = new ArrayList<>();
        Bounds bounds = new Bounds(
                List.of(Files.createDirectory(scratch.resolve("allowed"))),
                List.of(),
                scratch.resolve("state"),
                scratch.resolve("state/tmp"),
                scratch.resolve("home"),
                List.of(),
                false,
                false,
                containers);
        return Guards.enforcing(bounds, IfUnenforced.REFUSE, environment, KernelSupport.here(), reasons)
                .map(guard -> new HostReport(
                        true, guard.level().notes(), guard.level().containers()))
                .orElseGet(() -> unenforced(reasons));
    }

    private static HostReport unenforced(List<String> reasons) {
        return new HostReport(false, reasons, new Containers.NotAllowed());
    }
}
