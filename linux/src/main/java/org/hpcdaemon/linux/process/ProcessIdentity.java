package org.hpcdaemon.linux.process;

/**
 * A process, told from every other one that had or will have its pid.
 *
 * @param startTime clock ticks since boot (proc(5), /proc/PID/stat, field 22)
 */
public record ProcessIdentity(Host host, long pid, long startTime) {

    /** What can be said of it from {@code here}. */
    public Liveness seenFrom(Host here) {
        if (!host.name().equals(here.name())) {
            return Liveness.OUT_OF_SIGHT;
        }
        if (!host.bootId().equals(here.bootId())) {
            return Liveness.REBOOTED;
        }
        var found = Host.startTime(pid);
        return found.isPresent() && found.getAsLong() == startTime ? Liveness.ALIVE : Liveness.DEAD;
    }

    /** Whether a process still runs. */
    public enum Liveness {
        ALIVE,
        DEAD,
        /** Dead: its host has booted since. */
        REBOOTED,
        /** On another host; its pid means nothing here. */
        OUT_OF_SIGHT
    }
}
