package org.hpcdaemon.agent.cli;

import java.time.Duration;

/** The pause between two questions to a daemon. */
final class Polling {
    /** A person reads no faster, and the daemon answers from its own records, not from the scheduler. */
    private static final Duration PAUSE = Duration.ofMillis(500);

    private Polling() {}

    static void pause() throws InterruptedException {
        Thread.sleep(PAUSE);
    }
}
