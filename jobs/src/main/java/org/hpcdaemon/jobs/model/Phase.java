package org.hpcdaemon.jobs;

import java.util.Locale;

/** What remains to be done about a job. */
enum Phase {
    /** The intent is stored; the scheduler may have it or not. Agents see PENDING. */
    SUBMITTING,
    /** The scheduler has it. */
    ACTIVE,
    /** Over, and its wake-up is in the outbox. */
    ENDED;

    String stored() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Phase of(String stored) {
        return valueOf(stored.toUpperCase(Locale.ROOT));
    }
}
