package org.hpcdaemon.jobs.model;

import java.util.Locale;

/** What remains to be done about a job. */
public enum Phase {
    /** The intent is stored; the scheduler may have it or not. Agents see PENDING. */
    SUBMITTING,
    /** The scheduler has it. */
    ACTIVE,
    /** Over, and its wake-up is in the outbox. */
    ENDED;

    public String stored() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Phase of(String stored) {
        return valueOf(stored.toUpperCase(Locale.ROOT));
    }
}
