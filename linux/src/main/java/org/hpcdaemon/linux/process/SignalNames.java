package org.hpcdaemon.linux.process;

import java.util.List;

/** Signal names of Linux on x86-64 and arm64 (signal(7)), without their SIG. */
public final class SignalNames {
    private static final List<String> NAMES = List.of(
            "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM",
            "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF",
            "WINCH", "IO", "PWR", "SYS");

    private SignalNames() {}

    /** The name; of a real-time signal its number. */
    public static String of(int number) {
        return number >= 1 && number <= NAMES.size() ? NAMES.get(number - 1) : Integer.toString(number);
    }
}
