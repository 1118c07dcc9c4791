package org.hpcdaemon.mcp;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Stands still until a test moves it. */
public final class SettableClock implements InstantSource {
    private Instant now = Instant.parse("2026-07-28T12:00:00Z");

    @Override
    public Instant instant() {
        return now;
    }

    public void advance(Duration by) {
        now = now.plus(by);
    }
}
