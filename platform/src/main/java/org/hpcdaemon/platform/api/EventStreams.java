package org.hpcdaemon.platform.api;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.hpcdaemon.platform.http.route.AnswerStream;
import org.hpcdaemon.platform.http.route.HttpCall;
import org.hpcdaemon.platform.identity.Identity;
import org.hpcdaemon.platform.inbox.Inbox;
import org.hpcdaemon.platform.inbox.InboxEntry;
import org.hpcdaemon.platform.inbox.Reader;
import org.hpcdaemon.platform.live.LiveConnections;
import org.hpcdaemon.platform.relay.MemoryBudget;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.rpc.Json;

/**
 * Wake-ups as server-sent events, whose ids are their places in the inbox: who comes back with the last one goes on behind it. What is
 * not acknowledged by then is sent again to who begins anew. A stream is a hint like any other; the inbox is the truth. Thread-safe.
 */
public final class EventStreams {
    /** Of one key: an agent on several machines, with a terminal or two at each. */
    static final int OF_KEY = 16;

    /** Then the listener comes back, and the key is looked at again. */
    static final Duration MAX_DURATION = Duration.ofHours(1);

    /** Under the minute after which proxies cut what is silent, twice over. */
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(15);

    /** Listeners come back at once, and after a platform's restart not all in the same second. */
    private static final String GREETING = "retry: 2000\n\n";

    private final Inbox inbox;
    private final LiveConnections live;
    private final MemoryBudget memory;
    private final LongSupplier nanoTime;
    private final Map<String, Integer> listeners = new HashMap<>();

    /** @param memory for events on their way to listeners */
    public EventStreams(Inbox inbox, LiveConnections live, MemoryBudget memory, LongSupplier nanoTime) {
        this.inbox = inbox;
        this.live = live;
        this.memory = memory;
        this.nanoTime = nanoTime;
    }

    void stream(HttpCall call, AnswerStream out) throws InterruptedException {
        Identity caller = call.caller();
        Reader reader = Reader.of(caller);
        long after = begin(call);
        AtomicBoolean revoked = new AtomicBoolean();
        Runnable leave = () -> {
            revoked.set(true);
            inbox.wake(caller.user());
        };
        enter(caller.keyId());
        live.add(caller.keyId(), leave);
        try {
            follow(reader, after, revoked, out);
        } finally {
            live.remove(caller.keyId(), leave);
            leave(caller.keyId());
        }
    }

    private void follow(Reader reader, long from, AtomicBoolean revoked, AnswerStream out) throws InterruptedException {
        long after = from;
        long deadline = nanoTime.getAsLong() + MAX_DURATION.toNanos();
        out.begin(200, AnswerStream.EVENTS);
        boolean reading = out.write(GREETING);
        while (reading && nanoTime.getAsLong() - deadline < 0) {
            List<InboxEntry> found = inbox.read(reader, after, 1, SIGN_OF_LIFE, revoked::get);
            if (inbox.isStopped() || revoked.get()) {
                return;
            }
            if (found.isEmpty()) {
                reading = out.write(": waiting\n\n");
            } else {
                InboxEntry next = found.getFirst();
                reading = send(next, out);
                after = next.seq();
            }
        }
    }

    /** Counted while it is on its way: a listener that does not read must not be one of a thousand with an event each. */
    private boolean send(InboxEntry entry, AnswerStream out) throws InterruptedException {
        long cost = 4L * entry.event().length(); // As text, as its bytes, and what is written.
        if (!memory.take(cost)) {
            return false; // The listener comes back, and goes on at the same event.
        }
        try {
            String type = Json.tree(entry.event()).path("type").asString("event");
            return out.write("id: " + entry.seq() + "\nevent: " + type + "\ndata: " + entry.event() + "\n\n");
        } finally {
            memory.give(cost);
        }
    }

    private static long begin(HttpCall call) {
        String last = call.header("Last-Event-ID").orElse("");
        if (last.isEmpty()) {
            return call.number(EventEndpoints.AFTER, 0);
        }
        if (!last.matches("\\d{1,18}")) {
            throw HpcException.invalid("header Last-Event-ID is the id of an event that this stream sent, a number");
        }
        return Long.parseLong(last);
    }

    private synchronized void enter(String key) {
        int present = listeners.getOrDefault(key, 0);
        if (present >= OF_KEY) {
            throw new HpcException(
                    ErrorCode.BUSY, present + " listeners of this key are there, the most there may be; end one first");
        }
        listeners.put(key, present + 1);
    }

    private synchronized void leave(String key) {
        listeners.computeIfPresent(key, (_, present) -> present == 1 ? null : present - 1);
    }
}
