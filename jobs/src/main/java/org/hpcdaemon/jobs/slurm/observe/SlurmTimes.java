package org.hpcdaemon.jobs.slurm.observe;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** SLURM's times. Its commands print them in the zone of their environment, for which ours say UTC. */
public final class SlurmTimes {
    /** For commands that print times. */
    public static final Map<String, String> IN_UTC = Map.of("TZ", "UTC", "SLURM_TIME_FORMAT", "standard");

    private SlurmTimes() {}

    /** Such as {@code 2026-11-25T00:34:49}; absent for {@code N/A}, {@code NONE}, {@code Unknown} and the like. */
    static @Nullable Instant parse(String text) {
        try {
            return LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            return null;
        }
    }
}
