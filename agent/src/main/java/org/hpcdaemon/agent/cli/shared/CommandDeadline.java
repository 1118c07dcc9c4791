package org.hpcdaemon.agent.cli.shared;

import java.time.Duration;
import org.hpcdaemon.client.ConnectOptions;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.client.SessionListener;
import org.hpcdaemon.protocol.id.DaemonId;
import org.jspecify.annotations.Nullable;

/**
 * How long a verb waits for a command, in all: for a connection, for the daemon, which ends the command or answers that it still
 * runs, and, should the daemon be silent, no longer.
 *
 * @param most null: as long as it takes
 */
public record CommandDeadline(@Nullable Duration most) {
    /**
     * For the daemon's own answer: TERM, 2 s for the command to end by itself, KILL, and the way back over a bad line. Short
     * enough that a user takes it for the limit.
     */
    private static final Duration ANSWER = Duration.ofSeconds(10);

    /** Connects, and lets whatever the session is then asked fail in time. */
    public DaemonSession connect(HpcClient client, DaemonId daemon, SessionListener listener) {
        DaemonSession session = client.connect(
                daemon, ConnectOptions.defaults().withListener(listener).withLimit(most));
        if (most != null) {
            session.giveUpAfter(most.plus(ANSWER));
        }
        return session;
    }
}
