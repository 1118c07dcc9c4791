package org.hpcdaemon.platform.cli;

import java.util.List;
import java.util.logging.ConsoleHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.hpcdaemon.cli.OneLineFormatter;
import org.hpcdaemon.cli.UncaughtFailures;

/** Everything to stderr, one line each. */
final class Logs {
    /** Kept here: the log manager holds loggers weakly, and their levels with them. */
    private static final List<Logger> QUIET = List.of(Logger.getLogger("org.eclipse.jetty"));

    private Logs() {}

    static void configure() {
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        Handler stderr = new ConsoleHandler();
        stderr.setFormatter(new OneLineFormatter());
        stderr.setLevel(Level.ALL);
        stderr.setFilter(new FloodFilter(System::nanoTime));
        root.addHandler(stderr);
        UncaughtFailures.log();
        root.setLevel(Level.INFO);
        QUIET.forEach(logger -> logger.setLevel(Level.WARNING));
    }
}
