package org.hpcdaemon.platform.api;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.hpcdaemon.platform.http.route.Answer;
import org.hpcdaemon.platform.http.route.HttpCall;
import org.hpcdaemon.platform.http.route.Parameter;
import org.hpcdaemon.platform.inbox.Inbox;
import org.hpcdaemon.platform.inbox.InboxEntry;
import org.hpcdaemon.platform.inbox.Reader;
import org.hpcdaemon.protocol.http.AcknowledgeRequest;
import org.hpcdaemon.protocol.http.Acknowledged;
import org.hpcdaemon.protocol.http.InboxPage;
import org.hpcdaemon.protocol.id.EventId;
import org.hpcdaemon.protocol.rpc.Json;
import org.jspecify.annotations.Nullable;

/** Reading and acknowledging wake-ups. */
public final class EventEndpoints {
    /** Events in one answer: as many as one acknowledgement takes. */
    private static final int MAX_EVENTS = AcknowledgeRequest.MAX_IDS;

    private static final int DEFAULT_EVENTS = 100;

    static final Parameter.Whole AFTER =
            new Parameter.Whole("after", "Only events after this seq; 0 if absent.", 0, Long.MAX_VALUE);
    static final Parameter.Whole LIMIT =
            new Parameter.Whole("limit", "At most this many; 100 if absent.", 1, MAX_EVENTS);

    /** Longer waits than are possible are taken for the longest, as they always were. */
    static final Parameter.Whole WAIT = new Parameter.Whole(
            "wait", "Seconds to wait for the first event, at most 60; 0 if absent.", 0, Long.MAX_VALUE);

    /** {@link InboxPage} with the wake-ups as they are stored. */
    private record Page(List<InboxEntry> events, @Nullable List<InboxEntry> approvals, long next) {
        static Page of(List<InboxEntry> found, long next) {
            Map<Boolean, List<InboxEntry>> ofJobs = found.stream()
                    .collect(Collectors.partitioningBy(
                            entry -> Json.tree(entry.event()).has("job")));
            List<InboxEntry> others = Objects.requireNonNull(ofJobs.get(false));
            return new Page(Objects.requireNonNull(ofJobs.get(true)), others.isEmpty() ? null : others, next);
        }
    }

    private final Inbox inbox;

    public EventEndpoints(Inbox inbox) {
        this.inbox = inbox;
    }

    Answer read(HttpCall call) {
        long after = call.number(AFTER, 0);
        long wait = call.number(WAIT, 0);
        int limit = Math.toIntExact(call.number(LIMIT, DEFAULT_EVENTS));
        Duration atMost = Duration.ofSeconds(Math.min(wait, Inbox.MAX_WAIT.toSeconds()));
        List<InboxEntry> events = inbox.read(Reader.of(call.caller()), after, limit, atMost);
        return Answer.ok(
                Page.of(events, events.isEmpty() ? after : events.getLast().seq()));
    }

    Answer acknowledge(HttpCall call) {
        List<EventId> ids = call.body(AcknowledgeRequest.class).ids();
        return Answer.ok(new Acknowledged(inbox.acknowledge(Reader.of(call.caller()), ids)));
    }
}
