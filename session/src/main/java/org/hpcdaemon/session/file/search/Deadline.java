package org.hpcdaemon.session.file.search;

import java.time.Duration;
import org.hpcdaemon.protocol.message.file.SearchStop;
import org.hpcdaemon.session.file.call.CallPulse;

/** When a search answers with what it has. Used by one thread. */
final class Deadline {
    private final long at;
    private final CallPulse pulse;

    /** From now on. */
    Deadline(Duration time, CallPulse pulse) {
        this.at = System.nanoTime() + time.toNanos();
        this.pulse = pulse;
    }

    /** Says that the search goes on. Throws {@link StoppedException} if its time is up. */
    void check() {
        pulse.beat();
        if (System.nanoTime() - at > 0) {
            throw new StoppedException(SearchStop.TIME);
        }
    }
}
