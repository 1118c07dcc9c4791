package org.hpcdaemon.linux.process;

import java.util.random.RandomGenerator;

/**
 * A mark in the environment of a command and so of all it starts, however often that forks, changes its session
 * or loses its parents: what finds them again when the command must end.
 */
public record TreeCookie(String value) {
    /** The variable's name. */
    public static final String VARIABLE = "HPC_DAEMON_TREE";

    /** Set for what makes a command's sandbox and is not the command: what asks the command to end asks not these. */
    public static final String OF_A_BOX = "HPC_DAEMON_BOX";

    /**
     * Makes those of one daemon.
     *
     * @param daemon the same whenever it is started again, and no other's on this machine; they begin with it
     */
    public record Source(String daemon, RandomGenerator random) {
        /** A new one, of 128 random bits. */
        public TreeCookie next() {
            return new TreeCookie(String.format("%s%016x%016x", beginning(), random.nextLong(), random.nextLong()));
        }

        String beginning() {
            return daemon + "-";
        }
    }

    String entry() {
        return VARIABLE + "=" + value;
    }
}
