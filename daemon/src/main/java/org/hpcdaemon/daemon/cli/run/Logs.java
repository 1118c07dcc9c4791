package org.hpcdaemon.daemon.cli.run;

import java.io.IOException;
import java.util.logging.ConsoleHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.hpcdaemon.cli.OneLineFormatter;
import org.hpcdaemon.cli.UncaughtFailures;
import org.hpcdaemon.daemon.life.LogFile;
import org.hpcdaemon.protocol.error.Trouble;
import org.jspecify.annotations.Nullable;

/** Everything to stderr, one line each. */
final class Logs {
    private Logs() {}

    /** @param file what stderr goes to in the background, to be kept small; absent: a person looks on */
    static void configure(@Nullable LogFile file) {
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        Handler stderr = file == null ? new ConsoleHandler() : new Rotating(file);
        stderr.setFormatter(new OneLineFormatter());
        stderr.setLevel(Level.ALL);
        root.addHandler(stderr);
        UncaughtFailures.log();
        root.setLevel(file == null ? Level.WARNING : Level.INFO);
    }

    private static final class Rotating extends ConsoleHandler {
        private final LogFile file;

        Rotating(LogFile file) {
            this.file = file;
        }

        @Override
        public synchronized void publish(LogRecord entry) {
            super.publish(entry);
            try {
                file.rotate();
            } catch (IOException e) {
                // The log grows on until it works; there is no better place to say so than the log.
                super.publish(new LogRecord(Level.WARNING, "the log was not rotated: " + Trouble.of(e)));
            }
        }
    }
}
