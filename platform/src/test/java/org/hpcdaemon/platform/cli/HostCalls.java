package org.hpcdaemon.platform.cli;

/** The host's verbs, for tests of what they do elsewhere. */
public final class HostCalls {
    private HostCalls() {}

    /** Calls {@code hpc-platform} in this process; the exit code. */
    public static int call(String... args) {
        return Main.run(System.out, System.err, args);
    }
}
