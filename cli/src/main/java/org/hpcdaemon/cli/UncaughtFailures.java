package org.hpcdaemon.cli;

import java.lang.System.Logger.Level;

/** What ends a thread unexpectedly goes to the log, as one entry with its cause, not past it to standard error. */
public final class UncaughtFailures {
    private static final System.Logger LOG = System.getLogger(UncaughtFailures.class.getName());

    private UncaughtFailures() {}

    /** For a program that runs on: of every thread, virtual ones too, that has no handler of its own. */
    public static void log() {
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> LOG.log(
                Level.ERROR,
                "the thread \"" + thread.getName()
                        + "\" ended with an internal error; the rest goes on, restart the program if it"
                        + " does not work",
                failure));
    }
}
