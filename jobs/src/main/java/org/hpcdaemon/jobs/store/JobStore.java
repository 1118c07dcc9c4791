package org.hpcdaemon.jobs.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.hpcdaemon.jobs.charge.ChargeTable;
import org.hpcdaemon.jobs.model.JobAggregator;
import org.hpcdaemon.jobs.model.Phase;
import org.hpcdaemon.jobs.model.TaskStatus;
import org.hpcdaemon.jobs.wake.Outbox;
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
    private final JobQueries queries;
    private final WishTable wishes;
    private final ChargeTable charges;

    public JobStore(Database database, DaemonId daemon, Outbox outbox, InstantSource clock) {
        this.database = database;
        this.daemon = daemon;
        this.outbox = outbox;
        this.queries = new JobQueries(database, daemon);
        this.wishes = new WishTable(database, daemon);
        this.charges = new ChargeTable(daemon, clock);
    }

    /** Which there are. */
    public JobQueries queries() {
        return queries;
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

    public Optional<StoredJob> find(JobId job) {
        return database.read(sql -> find(sql, job));
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

    static JobInfo info(Row row) throws SQLException {
        return Json.read(row.text("info"), JobInfo.class).withCancelling(row.flag("cancelled"));
    }
}
