package org.hpcdaemon.testkit;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** How tests wait for what comes within a second on an idle machine. */
public final class Patience {
    /** Programs that start in half a second have taken a minute beside builds. Below the time limit of a test, so that the condition is named. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private Patience() {}

    /**
     * Awaitility's own, which gives up after ten seconds, with more time; and without its failing for what a thread of another
     * test throws.
     */
    public static ConditionFactory await() {
        return Awaitility.await().dontCatchUncaughtExceptions().atMost(PATIENCE);
    }
}
