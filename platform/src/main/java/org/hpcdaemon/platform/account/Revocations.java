package org.hpcdaemon.platform.account;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.UserId;
import org.hpcdaemon.store.Sql;

/** Finds out which of many keys and sessions still live: asked every few seconds for all live sockets. */
final class Revocations {
    /** Parameters of one statement; SQLite took 999 for long, and fewer are no slower. */
    private static final int CHUNK = 500;

    private Revocations() {}

    static Set<String> among(Connection connection, Set<String> ids, Instant now) throws SQLException {
        Set<String> dead = new HashSet<>(ids);
        List<String> all = List.copyOf(ids);
        for (int from = 0; from < all.size(); from += CHUNK) {
            List<String> chunk = all.subList(from, Math.min(from + CHUNK, all.size()));
            dead.removeAll(live(connection, chunk, now));
        }
        return Set.copyOf(dead);
    }

    /** An agent may have several keys: it is revoked with the last of them. */
    static Map<AgentId, UserId> agentsWithKey(Connection connection, Set<AgentId> agents) throws SQLException {
        Map<AgentId, UserId> live = new HashMap<>();
        List<String> all = agents.stream().map(AgentId::value).toList();
        for (int from = 0; from < all.size(); from += CHUNK) {
            List<String> chunk = all.subList(from, Math.min(from + CHUNK, all.size()));
            String marks = String.join(", ", chunk.stream().map(_ -> "?").toList());
            Sql.query(
                            connection,
                            "SELECT id, user_id FROM agents WHERE id IN (" + marks
                                    + ") AND EXISTS (SELECT 1 FROM api_keys"
                                    + " WHERE user_id = agents.user_id AND agent_id = agents.id AND revoked_at IS NULL)",
                            row -> Map.entry(new AgentId(row.text("id")), new UserId(row.text("user_id"))),
                            chunk.toArray())
                    .forEach(entry -> live.put(entry.getKey(), entry.getValue()));
        }
        return live;
    }

    private static Collection<String> live(Connection connection, List<String> ids, Instant now) throws SQLException {
        String marks = String.join(", ", ids.stream().map(_ -> "?").toList());
        Set<String> live = new HashSet<>(Sql.query(
                connection,
                "SELECT id FROM api_keys WHERE revoked_at IS NULL AND id IN (" + marks + ")",
                row -> row.text("id"),
                ids.toArray()));
        Object[] arguments = new Object[ids.size() + 1];
        arguments[0] = now;
        System.arraycopy(ids.toArray(), 0, arguments, 1, ids.size());
        live.addAll(Sql.query(
                connection,
                "SELECT id FROM sessions WHERE ended_at IS NULL AND expires_at > ? AND id IN (" + marks + ")",
                row -> row.text("id"),
                arguments));
        return live;
    }
}
