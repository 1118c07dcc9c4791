package org.hpcdaemon.e2e.world;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.protocol.error.Advice;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.http.InboxPage;
import org.hpcdaemon.protocol.message.job.Event;
import org.hpcdaemon.testkit.Patience;

/** An agent's wake-ups, as they wait for it. */
public final class Inbox {
    /** From one wake-up to the next: local jobs give way to all else on the machine. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final HpcClient client;

    public Inbox(HpcClient client) {
        this.client = client;
    }

    /** Waits until so many wait; the platform may be away meanwhile. */
    public List<Event> await(int count) {
        List<Event> events = List.of();
        while (events.size() < count) {
            int before = events.size();
            events = Patience.await()
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(100))
                    .until(this::all, now -> now.size() > before);
        }
        return events;
    }

    /** All that wait now. */
    public List<Event> all() {
        try {
            List<Event> events = new ArrayList<>();
            InboxPage page = client.events(0, Duration.ZERO);
            while (!page.events().isEmpty()) {
                page.events().forEach(entry -> events.add(entry.event()));
                page = client.events(page.next(), Duration.ZERO);
            }
            return events;
        } catch (HpcException e) {
            if (e.code().advice() == Advice.RETRY) {
                return List.of();
            }
            throw e;
        }
    }
}
