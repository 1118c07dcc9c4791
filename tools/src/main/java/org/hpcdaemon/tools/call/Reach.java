package org.hpcdaemon.tools.call;

import java.time.Duration;
import java.util.List;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.http.DaemonView;
import org.hpcdaemon.protocol.http.InboxPage;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.EventId;

/** What the agent that calls can reach. Each method throws {@link HpcException}, whose message its model reads. Thread-safe. */
public interface Reach {
    /** The user's daemons, connected or not. */
    List<DaemonView> daemons();

    /** A session with a daemon, which is shared and stays open. */
    DaemonSession session(DaemonId daemon);

    /** Wake-ups that are not acknowledged, as {@link org.hpcdaemon.client.HpcClient#events} answers them. */
    InboxPage events(long after, Duration wait);

    /** Forgets these wake-ups. Returns how many of them there were. */
    int acknowledge(List<EventId> ids);

    /** Told of each failure that a tool answers its model with, for those who keep a log of what was refused. */
    default void failed(HpcException failure) {}
}
