package org.hpcdaemon.jobs.store;

import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.hpcdaemon.jobs.model.Phase;
import org.hpcdaemon.jobs.model.SchedulerKind;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobState;
import org.hpcdaemon.store.Database;
import org.hpcdaemon.store.Sql;
import org.jspecify.annotations.Nullable;

/** Which jobs one daemon has, by agent, phase and scheduler, as its database has it. Thread-safe. */
public final class JobQueries {
    private final Database database;
    private final DaemonId daemon;

    public JobQueries(Database database, DaemonId daemon) {
        this.database = database;
        this.daemon = daemon;
    }

    /** How many have not ended. */
    public int unfinished() {
        return database.read(sql -> Sql.one(
                        sql,
                        "SELECT COUNT(*) AS n FROM job WHERE daemon = ? AND phase <> 'ended'",
                        row -> (int) row.number("n"),
                        daemon.value())
                .orElse(0));
    }

    /** Of each agent that has some which have not ended. */
    public List<AgentJobs> unfinishedByAgent() {
        return database.read(sql -> Sql.query(
                sql,
                "SELECT agent, COUNT(*) AS n, MIN(submitted_at) AS since FROM job WHERE daemon = ? AND phase <> 'ended'"
                        + " GROUP BY agent",
                row -> new AgentJobs(
                        row.text("agent").isEmpty() ? null : new AgentId(row.text("agent")),
                        (int) row.number("n"),
                        row.instant("since")),
                daemon.value()));
    }

    /** Of that agent alone, newest first; absent: the user's, without an agent. */
    public List<JobId> unfinishedOf(@Nullable AgentId agent) {
        return database.read(sql -> Sql.query(
                sql,
                "SELECT id FROM job WHERE daemon = ? AND agent = ? AND phase <> 'ended' ORDER BY submitted_at DESC, id DESC",
                row -> new JobId(row.text("id")),
                daemon.value(),
                agent == null ? "" : agent.value()));
    }

    /** Of each that has not ended. */
    public List<JobState> unfinishedStates() {
        return list(null, true, null, Integer.MAX_VALUE).stream()
                .map(JobInfo::state)
                .toList();
    }

    /**
     * Newest first.
     *
     * @param agent absent: those of all agents
     * @param after only what was submitted before that one; absent: all
     */
    public List<JobInfo> list(@Nullable AgentId agent, boolean active, @Nullable JobId after, int limit) {
        return database.read(sql -> Sql.query(
                sql,
                "SELECT info, cancelled FROM job WHERE daemon = ? AND (? IS NULL OR agent = ?) AND (? = 0 OR phase <> 'ended')"
                        + " AND (? IS NULL OR (submitted_at, id) < (SELECT submitted_at, id FROM job WHERE id = ?))"
                        + " ORDER BY submitted_at DESC, id DESC LIMIT ?",
                JobStore::info,
                daemon.value(),
                agent == null ? null : agent.value(),
                agent == null ? null : agent.value(),
                active,
                after == null ? null : after.value(),
                after == null ? null : after.value(),
                limit));
    }

    /**
     * Those that have ended and have no wake-up that waits to be sent.
     *
     * @param most without the newest so many
     * @param before and those that ended before
     */
    public List<JobId> prunable(int most, Instant before) {
        return database.read(sql -> Sql.query(
                sql,
                "SELECT id FROM job WHERE daemon = ? AND phase = 'ended' AND (json_extract(info, '$.endedAt') < ?"
                        + " OR id IN (SELECT id FROM job WHERE daemon = ? AND phase = 'ended'"
                        + " ORDER BY submitted_at DESC, id DESC LIMIT -1 OFFSET ?))"
                        + " AND id NOT IN (SELECT json_extract(body, '$.job.job') FROM outbox"
                        + " WHERE daemon = ? AND state = 'waiting' AND json_extract(body, '$.job.job') IS NOT NULL)",
                row -> new JobId(row.text("id")),
                daemon.value(),
                before.toString(),
                daemon.value(),
                most,
                daemon.value()));
    }

    /** Those that a scheduler was given or is to be given, in the order of their submission. */
    public List<JobId> inPhase(Phase phase, SchedulerKind scheduler) {
        return database.read(sql -> Sql.query(
                sql,
                "SELECT id FROM job WHERE daemon = ? AND phase = ? AND json_extract(info, '$.scheduler') = ?"
                        + " ORDER BY submitted_at, id",
                row -> new JobId(row.text("id")),
                daemon.value(),
                phase.stored(),
                scheduler.toString()));
    }

    /** How many that have not ended each other scheduler was given, by its name: the daemon used it before, and asks it no more. */
    public SortedMap<String, Integer> unfinishedElsewhere(SchedulerKind scheduler) {
        return database.read(sql -> {
            SortedMap<String, Integer> counts = new TreeMap<>();
            Sql.query(
                    sql,
                    "SELECT json_extract(info, '$.scheduler') AS scheduler, COUNT(*) AS n FROM job"
                            + " WHERE daemon = ? AND phase <> 'ended' GROUP BY 1 HAVING scheduler <> ?",
                    row -> counts.put(row.text("scheduler"), (int) row.number("n")) == null,
                    daemon.value(),
                    scheduler.toString());
            return counts;
        });
    }
}
