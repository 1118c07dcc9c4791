package org.hpcdaemon.agent.cli.shared;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Numbers of the signals that end processes (signal(7)). */
public final class SignalNumbers {
    private static final Map<String, Integer> NUMBERS = Map.ofEntries(
            Map.entry("HUP", 1),
            Map.entry("INT", 2),
            Map.entry("QUIT", 3),
            Map.entry("ILL", 4),
            Map.entry("TRAP", 5),
            Map.entry("ABRT", 6),
            Map.entry("BUS", 7),
            Map.entry("FPE", 8),
            Map.entry("KILL", 9),
            Map.entry("USR1", 10),
            Map.entry("SEGV", 11),
            Map.entry("USR2", 12),
            Map.entry("PIPE", 13),
            Map.entry("ALRM", 14),
            Map.entry("TERM", 15),
            Map.entry("XCPU", 24),
            Map.entry("XFSZ", 25));

    private SignalNumbers() {}

    /** 127 for one that is not known, so that the exit code stays one byte and is not 0. */
    public static int number(@Nullable String name) {
        return name == null ? 127 : NUMBERS.getOrDefault(name, 127);
    }
}
