package org.hpcdaemon.platform.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

final class FloodFilterTest {
    private final AtomicLong nanoTime = new AtomicLong();
    private final FloodFilter filter = new FloodFilter(nanoTime::get);
    private final List<String> written = new ArrayList<>();

    @Test
    void beyond_a_number_lines_of_one_kind_are_counted_and_the_count_is_told_later() {
        for (int i = 0; i < 1000; i++) {
            log("org.eclipse.jetty.http.HttpParser", Level.WARNING, "bad request " + i);
        }
        log("org.eclipse.jetty.http.HttpParser", Level.SEVERE, "another level");
        log("org.hpcdaemon.platform", Level.WARNING, "another logger");
        assertThat(written)
                .hasSize(FloodFilter.LINES + 2)
                .startsWith("bad request 0")
                .endsWith("another level", "another logger");

        nanoTime.addAndGet(FloodFilter.PERIOD.toNanos() + 1);
        log("org.eclipse.jetty.http.HttpParser", Level.WARNING, "bad request 1000");
        log("org.eclipse.jetty.http.HttpParser", Level.WARNING, "bad request 1001");
        assertThat(written)
                .endsWith("bad request 1000 (980 lines of this kind before it were not written)", "bad request 1001");
    }

    @Test
    void what_a_peer_sent_is_cut() {
        log("org.eclipse.jetty.http.HttpParser", Level.WARNING, "x".repeat(4000));
        assertThat(written).singleElement().isEqualTo("x".repeat(FloodFilter.CHARS) + "...");
    }

    private void log(String logger, Level level, String message) {
        LogRecord line = new LogRecord(level, message);
        line.setLoggerName(logger);
        if (filter.isLoggable(line)) {
            written.add(line.getMessage());
        }
    }
}
