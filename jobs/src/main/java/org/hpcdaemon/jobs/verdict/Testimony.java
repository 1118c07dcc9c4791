package org.hpcdaemon.jobs.verdict;

import org.hpcdaemon.jobs.scheduler.Sighting;
import org.jspecify.annotations.Nullable;

/**
 * What the scheduler has said of a task so far.
 *
 * @param sighting absent: it was not asked, did not answer, or its answer may be a slip
 * @param waitedEnough whether it has had nothing to say for so long that nothing more is expected of it
 */
public record Testimony(@Nullable Sighting sighting, boolean waitedEnough) {
    /** Nothing yet. */
    public static final Testimony NONE = new Testimony(null, false);

    public static Testimony of(Sighting sighting) {
        return new Testimony(sighting, false);
    }
}
