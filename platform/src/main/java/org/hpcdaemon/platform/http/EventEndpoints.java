package org.hpcdaemon.platform.http;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.hpcdaemon.platform.identity.Identity;
import org.hpcdaemon.platform.inbox.Inbox;
import org.hpcdaemon.platform.inbox.InboxEntry;
import org.hpcdaemon.platform.inbox.Reader;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.EventId;
import org.jspecify.annotations.Nullable;

/** Reading and acknowledging wake-ups. */
public final class EventEndpoints {
    /** Events in one answer, and ids in one acknowledgement: what fits a body. */
    private static final int MOST = 1000;

    private static final int USUAL = 100;

    record Ids(List<EventId> ids) {
        Ids {
            @Nullable List<EventId> given = ids;
            if (given == null || given.size() > MOST || given.stream().anyMatch(Objects::isNull)) {
                throw HpcException.invalid("field \"ids\" is a list of at most " + MOST + " event ids");
            }
        }
    }

    private record Page(List<InboxEntry> events, long next) {}

    private final Inbox inbox;

    public EventEndpoints(Inbox inbox) {
        this.inbox = inbox;
    }

    Answer read(Call call) {
        long after = call.number("after", 0, Long.MAX_VALUE, 0);
        long wait = call.number("wait", 0, Long.MAX_VALUE, 0);
        int limit = Math.toIntExact(call.number("limit", 1, MOST, USUAL));
        Duration atMost = Duration.ofSeconds(Math.min(wait, Inbox.LONGEST_WAIT.toSeconds()));
        List<InboxEntry> events = inbox.read(reader(call), after, limit, atMost);
        return Answer.ok(
                new Page(events, events.isEmpty() ? after : events.getLast().seq()));
    }

    Answer acknowledge(Call call) {
        List<EventId> ids = call.body(Ids.class).ids();
        return Answer.ok(Map.of("acknowledged", inbox.acknowledge(reader(call), ids)));
    }

    private static Reader reader(Call call) {
        return switch (call.caller()) {
            case Identity.Person person -> new Reader(person.user(), null);
            case Identity.Agent agent -> new Reader(agent.user(), agent.agent());
            case Identity.Daemon _ -> throw new IllegalStateException("a daemon is not admitted here");
        };
    }
}
