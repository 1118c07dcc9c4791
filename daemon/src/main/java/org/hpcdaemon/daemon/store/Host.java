package org.hpcdaemon.daemon.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * The machine this program runs on, and since which boot: a pid means something only together with both.
 *
 * @param name as {@code uname -n} prints it
 * @param bootId of {@code /proc/sys/kernel/random/boot_id}, new at every boot
 */
public record Host(String name, String bootId) {

    /** This machine, now. */
    public static Host here() {
        return new Host(line(Path.of("/proc/sys/kernel/hostname")), line(Path.of("/proc/sys/kernel/random/boot_id")));
    }

    /** The identity of this program. */
    public ProcessIdentity self() {
        long pid = ProcessHandle.current().pid();
        return new ProcessIdentity(this, pid, startTime(pid).orElse(0));
    }

    /**
     * When that process of this machine started, in clock ticks since boot (proc(5), /proc/PID/stat, field 22).
     * Absent if there is no such process, or only its zombie is left.
     */
    public static OptionalLong startTime(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            // The second field may hold anything, parentheses and blanks too; the third comes after the last ")".
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return fields[0].equals("Z") || fields[0].equals("X")
                    ? OptionalLong.empty()
                    : OptionalLong.of(Long.parseLong(fields[19]));
        } catch (IOException | RuntimeException e) {
            return OptionalLong.empty(); // it has just ended
        }
    }

    private static String line(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file + "; hpc-daemon needs Linux with /proc", e);
        }
    }
}
