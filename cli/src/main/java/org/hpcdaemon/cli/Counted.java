package org.hpcdaemon.cli;

/** Numbers of things, in words. */
public final class Counted {
    private Counted() {}

    /** As in "1 shell", "2 shells". */
    public static String of(int number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    /** Of what agents run, all kinds: as in "1 command, 0 shells, 0 file calls, 2 forwarded connections". */
    public static String running(int commands, int shells, int files, int forwards) {
        return of(commands, "command") + ", " + of(shells, "shell") + ", " + of(files, "file call") + ", "
                + of(forwards, "forwarded connection");
    }
}
