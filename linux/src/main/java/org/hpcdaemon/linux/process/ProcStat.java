package org.hpcdaemon.linux.process;

import java.util.Optional;

/**
 * One line of {@code /proc/PID/stat} (proc_pid_stat(5)), the fields that tell families apart.
 *
 * @param state one letter; Z and X have ended
 * @param startTime clock ticks after boot: with the pid it names one process for ever
 */
public record ProcStat(int pid, char state, int parent, int group, int session, long startTime) {
    private static final int STATE = 0;
    private static final int PARENT = 1;
    private static final int GROUP = 2;
    private static final int SESSION = 3;
    private static final int START_TIME = 19;

    /** Reads a line. The name in it may hold anything, blanks and parentheses too; only its last ")" ends it. */
    public static Optional<ProcStat> parse(String line) {
        int open = line.indexOf(" (");
        int close = line.lastIndexOf(") ");
        if (open < 0 || close < open) {
            return Optional.empty();
        }
        String[] fields = line.substring(close + 2).strip().split(" ", -1);
        if (fields.length <= START_TIME || fields[STATE].length() != 1) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ProcStat(
                    Integer.parseInt(line.substring(0, open)),
                    fields[STATE].charAt(0),
                    Integer.parseInt(fields[PARENT]),
                    Integer.parseInt(fields[GROUP]),
                    Integer.parseInt(fields[SESSION]),
                    Long.parseLong(fields[START_TIME])));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    /** Whether it still runs: a zombie only waits for its parent. */
    public boolean alive() {
        return state != 'Z' && state != 'X' && state != 'x';
    }
}
