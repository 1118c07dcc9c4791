package org.hpcdaemon.daemon.app;

import java.util.LinkedHashMap;
import java.util.Map;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.id.AgentId;
import org.jspecify.annotations.Nullable;

/** What the agents are called that connected since the start, the latest of them. Thread-safe. */
final class AgentNames {
    /** A few rounds of all that can be connected at once; one that is forgotten goes by its id. */
    private static final int KEPT = 4 * Limits.ROUTES_PER_DAEMON;

    private final Map<AgentId, String> names = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<AgentId, String> eldest) {
            return size() > KEPT;
        }
    };

    synchronized void put(AgentId agent, String name) {
        names.put(agent, name);
    }

    synchronized @Nullable String of(@Nullable AgentId agent) {
        return agent == null ? null : names.get(agent);
    }
}
