package org.hpcdaemon.sandbox.choose;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.hpcdaemon.sandbox.Level;
import org.hpcdaemon.sandbox.Mechanism;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** A level that is less than at the last start is told, from whatever to whatever. */
@Isolated("it listens to a log that each guard writes to")
final class LastLevelTest {
    private static final Level BUBBLEWRAP = new Level.Enforced(Mechanism.BUBBLEWRAP, List.of());
    private static final Level LANDLOCK = new Level.Enforced(Mechanism.LANDLOCK, List.of("jobs do not run"));
    private static final Level ADVISORY = new Level.Advisory(List.of("bubblewrap is not installed"));
    private static final Level OFF = new Level.Off(List.of());

    @TempDir
    private Path home;

    private final List<String> said = new ArrayList<>();
    private final Logger logger = Logger.getLogger(LastLevel.class.getName());
    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord record) {
            said.add(new SimpleFormatter().formatMessage(record));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.addHandler(listener);
    }

    @AfterEach
    void stop() {
        logger.removeHandler(listener);
    }

    private List<String> start(Level level) {
        said.clear();
        new LastLevel(home.resolve("box.level")).tell(level);
        return List.copyOf(said);
    }

    @Test
    void whatIsAsBeforeOrBetterNeedsNoWord() {
        start(LANDLOCK);
        assertThat(start(BUBBLEWRAP)).isEmpty();
        assertThat(start(BUBBLEWRAP)).isEmpty();
    }

    @Test
    void eachStepDownIsToldOnce() {
        start(BUBBLEWRAP);
        assertThat(start(LANDLOCK))
                .singleElement()
                .asString()
                .contains("enforced, which is less than when this daemon ran last (bubblewrap)", "jobs do not run");
        assertThat(start(LANDLOCK)).singleElement().asString().doesNotContain("less than");
        assertThat(start(ADVISORY))
                .singleElement()
                .asString()
                .contains("ran last (landlock)", "bubblewrap is not installed", Level.WITHOUT);
        assertThat(start(OFF)).singleElement().asString().contains("off, which is less");
    }

    @Test
    void whatPromisesLessThanCouldBeIsToldEachTime() {
        start(LANDLOCK);
        assertThat(start(LANDLOCK)).singleElement().asString().contains("enforced: by landlock; jobs do not run");
        start(ADVISORY);
        assertThat(start(ADVISORY)).singleElement().asString().contains("advisory: bubblewrap is not installed");
    }

    @Test
    void aFileThatSaysNothingIsNoReasonToFail() throws Exception {
        Files.writeString(home.resolve("box.level"), "\0 what");
        assertThat(start(BUBBLEWRAP)).isEmpty();
        assertThat(home.resolve("box.level")).hasContent("bubblewrap");
    }
}
