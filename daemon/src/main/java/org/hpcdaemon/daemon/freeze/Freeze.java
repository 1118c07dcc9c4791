package org.hpcdaemon.daemon.freeze;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Since when nothing new may begin, and why. */
public record Freeze(Instant since, @Nullable String reason) {
    /** As in "frozen since 2026-11-30T10:00:00Z: the disk is full". */
    public String words() {
        return "frozen since " + since.truncatedTo(ChronoUnit.SECONDS) + (reason == null ? "" : ": " + reason);
    }
}
