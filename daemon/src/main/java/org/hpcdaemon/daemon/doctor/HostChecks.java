package org.hpcdaemon.daemon.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Java, the limits of this login, and the folder for temporary files. */
final class HostChecks {
    /** What a daemon with its small heap reserves, measured; it starts under {@code ulimit -v 2000000}. */
    private static final long ADDRESS_SPACE = 2_000_000L << 10;

    /** Of one agent that is at work: a shell, its commands, and the threads of the daemon itself. */
    private static final long PROCESSES = 100;

    /** Each shell and command takes a few. */
    private static final long OPEN_FILES = 256;

    private final Mounts mounts;
    private final Path limits;
    private final Path temporary;

    HostChecks(Mounts mounts, Path limits, Path temporary) {
        this.mounts = mounts;
        this.limits = limits;
        this.temporary = temporary;
    }

    void run(Consumer<Check> report) {
        report.accept(Check.ok("java", Runtime.version() + " of " + System.getProperty("java.home")));
        report.accept(limits());
        report.accept(temporary());
    }

    private Check limits() {
        try {
            List<String> lines = Files.readAllLines(limits);
            List<String> low = new ArrayList<>();
            belowThat(lines, "Max address space", ADDRESS_SPACE)
                    .ifPresent(bytes -> low.add(
                            "ulimit -v is " + (bytes >> 10) + ", at least " + (ADDRESS_SPACE >> 10) + " is needed"));
            belowThat(lines, "Max processes", PROCESSES)
                    .ifPresent(count -> low.add("ulimit -u is " + count + ", an agent at work may need " + PROCESSES));
            belowThat(lines, "Max open files", OPEN_FILES)
                    .ifPresent(count -> low.add("ulimit -n is " + count + ", an agent at work may need " + OPEN_FILES));
            if (low.isEmpty()) {
                return Check.ok("limits", "memory, processes and files are enough (ulimit -v, -u, -n)");
            }
            return Check.warn("limits", String.join(", ", low), "raise it, or ask an administrator (ulimit -a)");
        } catch (IOException e) {
            return Check.warn(
                    "limits", "cannot read " + limits + ": " + e.getMessage(), "check it yourself: ulimit -a");
        }
    }

    /** The limit in force, if it is lower; both in the unit of {@code /proc/PID/limits}. */
    private static Optional<Long> belowThat(List<String> lines, String name, long needed) {
        return lines.stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()).strip().replaceFirst("\\s.*", ""))
                .filter(soft -> soft.matches("[0-9]{1,18}"))
                .map(Long::valueOf)
                .filter(soft -> soft < needed)
                .findFirst();
    }

    private Check temporary() {
        boolean noexec = mounts.of(temporary)
                .filter(mount -> mount.options().contains("noexec"))
                .isPresent();
        if (!Files.isWritable(temporary)) {
            return Check.warn(
                    "tmp", temporary + " is not writable", "agents' commands will miss it; ask an administrator");
        }
        return Check.ok(
                "tmp",
                temporary
                        + (noexec
                                ? " runs no programs (noexec), and the daemon starts none from there"
                                : " is usable"));
    }
}
