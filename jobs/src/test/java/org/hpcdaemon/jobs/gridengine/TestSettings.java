package org.hpcdaemon.jobs.gridengine;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hpcdaemon.jobs.gridengine.command.GridEngineEnvironment;
import org.hpcdaemon.testkit.gridengine.GridEngineCell;

/** Settings for a Grid Engine without other users. */
public final class TestSettings {
    /** As many answers as it takes come in less. */
    private static final Duration MISSING_FOR = Duration.ofSeconds(20);

    private TestSettings() {}

    public static GridEngineSettings of(GridEngineCell cell, Duration patience, Duration certainAfter) {
        Map<String, String> own = new HashMap<>(System.getenv());
        own.putAll(cell.environment());
        return new GridEngineSettings(
                System.getProperty("user.name"),
                GridEngineEnvironment.commands(own),
                GridEngineEnvironment.jobs(System.getenv()),
                List.of(),
                patience,
                Duration.ofMillis(500),
                certainAfter,
                MISSING_FOR);
    }
}
