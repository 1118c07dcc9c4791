package org.hpcdaemon.platform.api;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.hpcdaemon.platform.http.Answer;
import org.hpcdaemon.platform.http.Call;
import org.hpcdaemon.platform.http.Parameter;
import org.hpcdaemon.platform.identity.Identity;
import org.hpcdaemon.platform.inbox.Inbox;
import org.hpcdaemon.platform.inbox.InboxEntry;
import org.hpcdaemon.platform.inbox.Reader;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.EventId;
import org.hpcdaemon.protocol.message.Event;
import org.jspecify.annotations.Nullable;

/** Reading and acknowledging wake-ups. */
public final class EventEndpoints {
    /** Events in one answer, and ids in one acknowledgement: what fits a body. */
    private static final int MOST = 1000;

    private static final int USUAL = 100;

    static final Parameter.Whole AFTER =
            new Parameter.Whole("after", "Only events after this seq; 0 if absent.", 0, Long.MAX_VALUE);
    static final Parameter.Whole LIMIT = new Parameter.Whole("limit", "At most so many; 100 if absent.", 1, MOST);

    /** Longer waits than are possible are taken for the longest, as they always were. */
    static final Parameter.Whole WAIT = new Parameter.Whole(
            "wait", "Seconds to wait for the first event, at most 60; 0 if absent.", 0, Long.MAX_VALUE);

    record Ids(List<EventId> ids) {
        Ids {
            @Nullable List<EventId> given = ids;
            if (given == null || given.size() > MOST || given.stream().anyMatch(Objects::isNull)) {
                throw HpcException.invalid("field \"ids\" is a list of at most " + MOST + " event ids");
            }
        }
    }

    record Acknowledged(int acknowledged) {}

    private record Page(List<InboxEntry> events, long next) {}

    /** {@link Page} as a client reads it. */
    record EventPage(List<Item> events, long next) {
        record Item(long seq, Event event) {}
    }

    private final Inbox inbox;

    public EventEndpoints(Inbox inbox) {
        this.inbox = inbox;
    }

    Answer read(Call call) {
        long after = call.number(AFTER, 0);
        long wait = call.number(WAIT, 0);
        int limit = Math.toIntExact(call.number(LIMIT, USUAL));
        Duration atMost = Duration.ofSeconds(Math.min(wait, Inbox.LONGEST_WAIT.toSeconds()));
        List<InboxEntry> events = inbox.read(reader(call), after, limit, atMost);
        return Answer.ok(
                new Page(events, events.isEmpty() ? after : events.getLast().seq()));
    }

    Answer acknowledge(Call call) {
        List<EventId> ids = call.body(Ids.class).ids();
        return Answer.ok(new Acknowledged(inbox.acknowledge(reader(call), ids)));
    }

    static Reader reader(Call call) {
        return switch (call.caller()) {
            case Identity.Person person -> new Reader(person.user(), null);
            case Identity.Agent agent -> new Reader(agent.user(), agent.agent());
            case Identity.Daemon _ -> throw new IllegalStateException("a daemon is not admitted here");
        };
    }
}
