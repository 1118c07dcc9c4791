package org.hpcdaemon.session.stream;

import java.time.Duration;
import org.awaitility.core.ConditionFactory;
import org.hpcdaemon.testkit.Patience;

/**
 * Waits for what is a few system calls away; some tests do so often. Whatever takes longer is looked at in
 * Awaitility's own interval: each look takes processor time from the classes that run meanwhile.
 */
public final class Shortly {
    private Shortly() {}

    public static ConditionFactory await() {
        return Patience.await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(3));
    }
}
