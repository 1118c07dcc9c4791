package org.hpcdaemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

final class UncaughtFailuresTest {
    /** Kept here, for the log manager holds it weakly. */
    private static final Logger LOGGER = Logger.getLogger(UncaughtFailures.class.getName());

    private final List<LogRecord> entries = new CopyOnWriteArrayList<>();

    @Test
    void whatEndsAThreadIsLoggedWithItsNameAndCause() throws Exception {
        Handler log = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                entries.add(entry);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        LOGGER.addHandler(log);
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        try {
            UncaughtFailures.log();
            for (Thread.Builder kind : List.of(Thread.ofPlatform(), Thread.ofVirtual())) {
                Thread thread = kind.name("worker").start(() -> {
                    throw new IllegalStateException("a defect");
                });
                thread.join();
            }
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
            LOGGER.removeHandler(log);
        }
        assertThat(entries).hasSize(2).allSatisfy(entry -> {
            assertThat(entry.getMessage()).contains("the thread \"worker\" ended with an internal error");
            assertThat(entry.getThrown()).hasMessage("a defect");
        });
    }
}
