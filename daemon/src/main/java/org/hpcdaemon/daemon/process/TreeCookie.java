package org.hpcdaemon.daemon.process;

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

    /** A new one, of 128 random bits. */
    public static TreeCookie random(RandomGenerator random) {
        return new TreeCookie(String.format("%016x%016x", random.nextLong(), random.nextLong()));
    }

    String entry() {
        return VARIABLE + "=" + value;
    }
}
