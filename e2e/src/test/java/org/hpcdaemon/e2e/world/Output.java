package org.hpcdaemon.e2e.world;

import java.util.List;

/** Where a program's standard output goes, as a shell would send it there. */
public enum Output {
    /** A pipe whose reader has left before the first byte. */
    NOBODY("sh", "f=$(mktemp -u) && mkfifo $f && exec 3<>$f 4>$f 3<&- && rm $f && exec \"$@\" >&4 4>&-"),

    /** A file on a disk without room. */
    FULL_DISK("sh", "exec \"$@\" >/dev/full"),

    /** {@code | head -n 1}, where the exit code is the program's. */
    FIRST_LINE("bash", "set -o pipefail; \"$@\" | head -n 1");

    private final String shell;
    private final String script;

    Output(String shell, String script) {
        this.shell = shell;
        this.script = script;
    }

    ProcessBuilder of(ProcessBuilder program) {
        program.command().addAll(0, List.of(shell, "-c", script, shell));
        return program;
    }
}
