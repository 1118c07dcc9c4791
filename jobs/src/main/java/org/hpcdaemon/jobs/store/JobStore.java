package org.hpcdaemon.jobs.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.hpcdaemon.jobs.charge.ChargeTable;
import org.hpcdaemon.jobs.model.JobAggregator;
import org.hpcdaemon.jobs.model.Phase;
import org.hpcdaemon.jobs.model.SchedulerKind;
import org.hpcdaemon.jobs.model.TaskStatus;
import org.hpcdaemon.jobs.wake.Outbox;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.job.Event;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.hpcdaemon.protocol.message.job.JobState;
import org.hpcdaemon.protocol.rpc.Json;
import org.hpcdaemon.store.Database;
import org.hpcdaemon.store.Row;
import org.hpcdaemon.store.Sql;
import org.hpcdaemon.store.SqlFunction;
import org.jspecify.annotations.Nullable;

/** The jobs of one daemon, in its database. Thread-safe. */
public final class JobStore {
    private static final String COLUMNS = "SELECT id, spec, phase, cancelled, info FROM job WHERE daemon = ? AND ";

    private final Database database;
    private final DaemonId daemon;
    private final Outbox outbox;
    private final WishTable wishes;
    private final ChargeTable charges;

    public JobStore(Database database, DaemonId daemon, Outbox outbox, InstantSource clock) {
        this.database = database;
        this.daemon = daemon;
        this.outbox = outbox;
        this.wishes = new WishTable(database, daemon);
        this.charges = new ChargeTable(daemon, clock);
    }

    /** Which of them agents want to end. */
    public WishTable wishes() {
        return wishes;
    }

    /** How a job is; empty if it is none of this daemon's. */
    public Optional<JobState> state(JobId job) {
        return info(job).map(JobInfo::state);
    }

    /** What is known of a job; empty if it is none of this daemon's. */
    public Optional<JobInfo> info(JobId job) {
        return Optional.ofNullable(infos(List.of(job)).get(job));
    }

    /** What is known of those of them that are this daemon's. */
    public Map<JobId, JobInfo> infos(List<JobId> jobs) {
        return database.read(sql -> {
            Map<JobId, JobInfo> infos = new HashMap<>();
            for (JobId job : jobs) {
                Sql.one(
                                sql,
                                "SELECT info, cancelled FROM job WHERE daemon = ? AND id = ?",
                                JobStore::info,
                                daemon.value(),
                                job.value())
                        .ifPresent(info -> infos.put(job, info));
            }
            return infos;
        });
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

    public Optional<StoredJob> find(JobId job) {
        return database.read(sql -> find(sql, job));
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
                        + " WHERE daemon = ? AND state = 'waiting')",
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

    public NavigableMap<Integer, TaskStatus> tasks(JobId job) {
        return database.read(sql -> tasks(sql, job));
    }

    private static NavigableMap<Integer, TaskStatus> tasks(Connection sql, JobId job) throws SQLException {
        NavigableMap<Integer, TaskStatus> tasks = new TreeMap<>();
        Sql.query(
                sql,
                "SELECT element, status FROM task WHERE job = ?",
                row -> tasks.put((int) row.number("element"), Json.read(row.text("status"), TaskStatus.class)) == null,
                job.value());
        return tasks;
    }

    /**
     * Stores the intent to submit, in its caller's transaction.
     *
     * @param agentName what the account owner calls its agent; null: not known
     */
    public void insert(Connection sql, JobInfo info, JobSpec spec, List<Integer> elements, @Nullable String agentName)
            throws SQLException {
        Sql.update(
                sql,
                "INSERT INTO job (id, daemon, agent, spec, phase, cancelled, info, submitted_at)"
                        + " VALUES (?, ?, ?, ?, ?, 0, ?, ?)",
                info.job().value(),
                daemon.value(),
                info.agent() == null ? "" : info.agent().value(),
                Json.write(spec),
                Phase.SUBMITTING.stored(),
                Json.write(info),
                info.submittedAt());
        charges.add(sql, info, spec, agentName);
        for (int element : elements) {
            put(sql, info.job(), element, TaskStatus.pending(null));
        }
    }

    /** Takes the intent back: the scheduler does not have the job and will not get it. */
    public void withdraw(Connection sql, JobId job) throws SQLException {
        delete(sql, job);
        charges.cancel(sql, job);
    }

    /** Forgets a job; what it took still counts. */
    public void delete(Connection sql, JobId job) throws SQLException {
        Sql.update(sql, "DELETE FROM task WHERE job = ?", job.value());
        Sql.update(sql, "DELETE FROM job WHERE id = ?", job.value());
    }

    public <T> T write(SqlFunction<Connection, T> work) {
        return database.write(work);
    }

    /** The scheduler has it. */
    public JobInfo accepted(JobId job, String schedulerId) {
        return database.write(sql -> {
            JobInfo info = JobAggregator.accepted(found(sql, job).info(), schedulerId);
            Sql.update(
                    sql,
                    "UPDATE job SET phase = ?, info = ? WHERE id = ? AND phase = ?",
                    Phase.ACTIVE.stored(),
                    Json.write(info),
                    job.value(),
                    Phase.SUBMITTING.stored());
            return info;
        });
    }

    /** Stores what has changed and the wake-ups for it: all of it or nothing. A job that has ended never changes again. */
    public void change(List<JobChange> changes) {
        boolean woken = database.write(sql -> {
            boolean any = false;
            for (JobChange change : changes) {
                any |= change(sql, change);
            }
            return any;
        });
        if (woken) {
            outbox.added();
        }
    }

    /** Stores what was found about an ended job, without a wake-up. */
    public void correct(JobInfo info, Map<Integer, TaskStatus> tasks) {
        var _ = database.write(sql -> {
            for (Map.Entry<Integer, TaskStatus> task : tasks.entrySet()) {
                put(sql, info.job(), task.getKey(), task.getValue());
            }
            int rows = Sql.update(
                    sql,
                    "UPDATE job SET info = ? WHERE id = ?",
                    Json.write(info),
                    info.job().value());
            if (rows > 0) {
                settle(sql, info);
            }
            return rows;
        });
    }

    /** Returns whether it makes a wake-up. */
    private boolean change(Connection sql, JobChange change) throws SQLException {
        JobInfo info = change.info();
        int rows = Sql.update(
                sql,
                "UPDATE job SET info = ?, phase = CASE WHEN ? THEN 'ended' ELSE phase END"
                        + " WHERE id = ? AND phase <> 'ended'",
                Json.write(info),
                info.finished(),
                info.job().value());
        if (rows == 0) {
            return false;
        }
        for (Map.Entry<Integer, TaskStatus> task : change.tasks().entrySet()) {
            put(sql, info.job(), task.getKey(), task.getValue());
        }
        if (info.finished()) {
            settle(sql, info);
        }
        for (Event wakeUp : change.wakeUps()) {
            outbox.add(sql, wakeUp);
        }
        return !change.wakeUps().isEmpty();
    }

    private void settle(Connection sql, JobInfo info) throws SQLException {
        charges.settle(
                sql,
                info.job(),
                found(sql, info.job()).spec(),
                tasks(sql, info.job()).values());
    }

    public Optional<StoredJob> find(Connection sql, JobId job) throws SQLException {
        return Sql.one(sql, COLUMNS + "id = ?", JobStore::job, daemon.value(), job.value());
    }

    private StoredJob found(Connection sql, JobId job) throws SQLException {
        return find(sql, job).orElseThrow(() -> new IllegalStateException("job " + job + " has no row any more"));
    }

    private static void put(Connection sql, JobId job, int element, TaskStatus status) throws SQLException {
        Sql.update(
                sql,
                "INSERT INTO task (job, element, status) VALUES (?, ?, ?)"
                        + " ON CONFLICT (job, element) DO UPDATE SET status = excluded.status",
                job.value(),
                element,
                Json.write(status));
    }

    private static StoredJob job(Row row) throws SQLException {
        return new StoredJob(
                info(row),
                Json.read(row.text("spec"), JobSpec.class),
                Phase.of(row.text("phase")),
                row.flag("cancelled"));
    }

    private static JobInfo info(Row row) throws SQLException {
        return Json.read(row.text("info"), JobInfo.class).withCancelling(row.flag("cancelled"));
    }
}
