package org.hpcdaemon.client;

import java.time.Duration;
import java.util.function.Consumer;
import org.hpcdaemon.protocol.message.job.Event;
import org.jspecify.annotations.Nullable;

/**
 * How to connect to a daemon, and whom to tell what happens. Never changed: each {@code with} makes another.
 *
 * @param patience how long a lost connection is tried again before everything that waits fails
 * @param limit how long the first connection may take; null: as long as one attempt takes
 * @param listener told of wake-ups and lost connections
 */
public record ConnectOptions(Duration patience, @Nullable Duration limit, SessionListener listener) {
    /** A platform's restart or a laptop's sleep, not a day. */
    public static final Duration DEFAULT_PATIENCE = Duration.ofMinutes(5);

    /** {@link #DEFAULT_PATIENCE}, no limit, no listener. */
    public static ConnectOptions defaults() {
        return new ConnectOptions(DEFAULT_PATIENCE, null, new SessionListener() {});
    }

    public ConnectOptions withPatience(Duration time) {
        return new ConnectOptions(time, limit, listener);
    }

    public ConnectOptions withLimit(@Nullable Duration time) {
        return new ConnectOptions(patience, time, listener);
    }

    public ConnectOptions withListener(SessionListener hears) {
        return new ConnectOptions(patience, limit, hears);
    }

    /** With a listener that is told of wake-ups alone; they still wait to be acknowledged. Must not block. */
    public ConnectOptions withEvents(Consumer<Event> hears) {
        return withListener(new SessionListener() {
            @Override
            public void event(Event event) {
                hears.accept(event);
            }
        });
    }
}
