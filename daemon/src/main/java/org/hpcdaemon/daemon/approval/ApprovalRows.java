package org.hpcdaemon.daemon.approval;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.ApprovalId;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.store.Row;
import org.hpcdaemon.store.Sql;
import org.jspecify.annotations.Nullable;

/** The table {@code approval} of one daemon. Every method runs inside its caller's transaction. */
record ApprovalRows(DaemonId daemon) {
    /** So long they tell who allowed what. */
    private static final Duration KEEP = Duration.ofDays(90);

    private static final String OF_DAEMON = "SELECT * FROM approval WHERE daemon = ?";

    /** About that request of that agent, the newest first. */
    List<Approval> about(Connection sql, @Nullable AgentId agent, AskedRequest asked) throws SQLException {
        return Sql.query(
                sql,
                OF_DAEMON + " AND agent = ? AND fingerprint = ? ORDER BY asked_at DESC, rowid DESC",
                ApprovalRows::approval,
                daemon.value(),
                stored(agent),
                asked.fingerprint());
    }

    /** That wait, of that agent. */
    List<Approval> pending(Connection sql, @Nullable AgentId agent) throws SQLException {
        return Sql.query(
                sql,
                OF_DAEMON + " AND agent = ? AND state = 'pending'",
                ApprovalRows::approval,
                daemon.value(),
                stored(agent));
    }

    /** About which nobody decided in time, of all agents; the first of many, since the rest is for the next time. */
    List<Approval> overdue(Connection sql, Instant now) throws SQLException {
        return Sql.query(
                sql,
                OF_DAEMON + " AND state = 'pending' AND (until <= ? OR until > ?) ORDER BY asked_at LIMIT 500",
                ApprovalRows::approval,
                daemon.value(),
                now,
                now.plus(Approval.PERIOD));
    }

    Optional<Approval> find(Connection sql, ApprovalId id) throws SQLException {
        return Sql.one(sql, OF_DAEMON + " AND id = ?", ApprovalRows::approval, daemon.value(), id.value());
    }

    /**
     * The newest first, without their requests, which may be long.
     *
     * @param agent whose; null: of all
     */
    List<Approval> list(Connection sql, @Nullable AgentId agent, boolean decided, int limit) throws SQLException {
        return Sql.query(
                sql,
                "SELECT id, agent, agent_name, method, summary, '' AS request, once, rule, reason, state, asked_at, until, decided_at,"
                        + " decided_by, note, used_key FROM approval WHERE daemon = ? AND (? IS NULL OR agent = ?)"
                        + (decided ? "" : " AND state = 'pending'") + " ORDER BY asked_at DESC, rowid DESC LIMIT ?",
                ApprovalRows::approval,
                daemon.value(),
                agent == null ? null : agent.value(),
                agent == null ? null : agent.value(),
                limit);
    }

    void add(Connection sql, Approval approval) throws SQLException {
        Sql.update(
                sql,
                "DELETE FROM approval WHERE daemon = ? AND asked_at < ?",
                daemon.value(),
                approval.askedAt().minus(KEEP));
        Sql.update(
                sql,
                "INSERT INTO approval (id, daemon, agent, agent_name, method, summary, request, fingerprint, once, rule, reason,"
                        + " state, asked_at, until) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                approval.id().value(),
                daemon.value(),
                stored(approval.agent()),
                approval.agentName(),
                approval.asked().method(),
                approval.asked().summary(),
                approval.asked().text(),
                approval.asked().fingerprint(),
                approval.once(),
                approval.rule(),
                approval.reason(),
                approval.state().stored(),
                approval.askedAt(),
                approval.until());
    }

    void decide(Connection sql, Approval decided) throws SQLException {
        Sql.update(
                sql,
                "UPDATE approval SET state = ?, until = ?, decided_at = ?, decided_by = ?, note = ? WHERE id = ?",
                decided.state().stored(),
                decided.until(),
                decided.decidedAt(),
                decided.decidedBy(),
                decided.note(),
                decided.id().value());
    }

    void use(Connection sql, Approval approval, IdempotencyKey key, Instant until) throws SQLException {
        Sql.update(
                sql,
                "UPDATE approval SET state = ?, used_key = ?, until = ? WHERE id = ?",
                Approval.State.USED.stored(),
                key.value(),
                until,
                approval.id().value());
    }

    private static String stored(@Nullable AgentId agent) {
        return agent == null ? "" : agent.value();
    }

    private static Approval approval(Row row) throws SQLException {
        String agent = row.text("agent");
        String key = row.textOrNull("used_key");
        return new Approval(
                new ApprovalId(row.text("id")),
                agent.isEmpty() ? null : new AgentId(agent),
                row.textOrNull("agent_name"),
                new AskedRequest(row.text("method"), row.text("summary"), row.text("request"), null),
                row.flag("once"),
                row.textOrNull("rule"),
                row.text("reason"),
                Approval.State.ofStored(row.text("state")),
                row.instant("asked_at"),
                row.instant("until"),
                row.instantOrNull("decided_at"),
                row.textOrNull("decided_by"),
                row.textOrNull("note"),
                key == null ? null : new IdempotencyKey(key));
    }
}
