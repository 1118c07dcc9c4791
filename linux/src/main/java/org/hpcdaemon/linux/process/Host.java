package org.hpcdaemon.linux.process;

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
     * When that process of this machine started, in clock ticks since boot (proc(5)).
     * Absent if there is no such process, or only its zombie is left.
     */
    public static OptionalLong startTime(long pid) {
        return ProcessTable.of((int) pid)
                .filter(ProcStat::alive)
                .map(process -> OptionalLong.of(process.startTime()))
                .orElseGet(OptionalLong::empty);
    }

    private static String line(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file + "; hpc-daemon needs Linux with /proc", e);
        }
    }
}
