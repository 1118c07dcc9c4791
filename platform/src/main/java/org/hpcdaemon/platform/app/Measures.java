package org.hpcdaemon.platform.app;

import java.time.Instant;
import org.hpcdaemon.platform.audit.Audit;
import org.hpcdaemon.platform.inbox.Inbox;
import org.hpcdaemon.platform.metrics.MetricsText;
import org.hpcdaemon.platform.relay.Relay;
import org.hpcdaemon.protocol.Release;
import org.hpcdaemon.store.StoreException;

/** What a running platform tells of itself in numbers. */
record Measures(WebServer web, Relay relay, Inbox inbox, Audit audit, Instant started) {
    void writeTo(MetricsText text) {
        Runtime java = Runtime.getRuntime();
        text.info("info", "The platform's version.", "version", Release.VERSION)
                .gauge("start_time_seconds", "When it was started, since 1970.", started.getEpochSecond())
                .gauge("heap_used_bytes", "Memory that Java objects take.", java.totalMemory() - java.freeMemory())
                .gauge("heap_max_bytes", "Memory that they may take.", java.maxMemory());
        web.measure(text);
        relay.measure(text);
        audit.measure(text);
        text.gauge("database_up", "Whether the database answers: 1 or 0.", measureDatabase(text) ? 1 : 0);
    }

    /** Without it the rest is told all the same: then it is wanted most. */
    private boolean measureDatabase(MetricsText text) {
        try {
            inbox.measure(text);
            return true;
        } catch (StoreException _) {
            return false;
        }
    }
}
