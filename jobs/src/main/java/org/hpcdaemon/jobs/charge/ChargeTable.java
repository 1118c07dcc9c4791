package org.hpcdaemon.jobs.charge;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import org.hpcdaemon.jobs.model.TaskStatus;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.hpcdaemon.store.Sql;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code charge} of one daemon: it outlives the jobs, which agents may remove. Each method is part of its caller's
 * transaction.
 */
public final class ChargeTable {
    /** Twice the longest period that a budget has. */
    private static final Duration KEPT = Duration.ofDays(60);

    private final DaemonId daemon;
    private final InstantSource clock;

    public ChargeTable(DaemonId daemon, InstantSource clock) {
        this.daemon = daemon;
        this.clock = clock;
    }

    /**
     * A job is about to be submitted.
     *
     * @param agentName what the account owner calls its agent; null: not known
     */
    public void add(Connection sql, JobInfo job, JobSpec spec, @Nullable String agentName) throws SQLException {
        JobCost cost = JobCost.asked(spec);
        Sql.update(
                sql,
                "INSERT INTO charge (job, daemon, agent, agent_name, submitted_at, tasks, gpu_seconds, cpu_seconds)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                job.job().value(),
                daemon.value(),
                job.agent() == null ? "" : job.agent().value(),
                agentName,
                job.submittedAt(),
                cost.tasks(),
                cost.gpuSeconds(),
                cost.cpuSeconds());
    }

    /** It was not submitted and will not be. */
    public void cancel(Connection sql, JobId job) throws SQLException {
        Sql.update(sql, "DELETE FROM charge WHERE job = ?", job.value());
    }

    /**
     * A job is over, or more is known of how it ended.
     *
     * @param tasks all of it
     */
    public void settle(Connection sql, JobId job, JobSpec spec, Collection<TaskStatus> tasks) throws SQLException {
        JobCost cost = JobCost.used(spec, tasks);
        Instant now = clock.instant();
        Sql.update(
                sql,
                "UPDATE charge SET ended_at = COALESCE(ended_at, ?), gpu_seconds = ?, cpu_seconds = ? WHERE job = ?",
                now,
                cost.gpuSeconds(),
                cost.cpuSeconds(),
                job.value());
        Sql.update(sql, "DELETE FROM charge WHERE daemon = ? AND ended_at < ?", daemon.value(), now.minus(KEPT));
    }

    /** What was taken by jobs that have not ended, or ended since then, for each agent that has any. */
    public List<AgentCharges> since(Connection sql, Instant since) throws SQLException {
        return Sql.query(
                sql,
                "SELECT agent, MAX(agent_name) AS agent_name, SUM(CASE WHEN submitted_at >= ? THEN tasks ELSE 0 END) AS jobs,"
                        + " SUM(CASE WHEN ended_at IS NULL THEN tasks ELSE 0 END) AS active,"
                        + " SUM(gpu_seconds) AS gpu_seconds, SUM(cpu_seconds) AS cpu_seconds"
                        + " FROM charge WHERE daemon = ? AND (ended_at IS NULL OR ended_at >= ?) GROUP BY agent ORDER BY agent",
                row -> new AgentCharges(
                        row.text("agent").isEmpty() ? null : new AgentId(row.text("agent")),
                        row.textOrNull("agent_name"),
                        row.number("jobs"),
                        row.number("active"),
                        row.numberOrNull("gpu_seconds") == null ? 0 : row.number("gpu_seconds"),
                        row.numberOrNull("cpu_seconds") == null ? 0 : row.number("cpu_seconds")),
                since,
                daemon.value(),
                since);
    }
}
