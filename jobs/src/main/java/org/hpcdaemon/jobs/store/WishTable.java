package org.hpcdaemon.jobs.store;

import java.util.List;
import java.util.Set;
import org.hpcdaemon.jobs.model.Phase;
import org.hpcdaemon.jobs.model.SchedulerKind;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.store.Database;
import org.hpcdaemon.store.Sql;

/**
 * Wishes in the rows of jobs and of their tasks: 0 not wanted, 2 an agent wants it, 1 and the scheduler was
 * asked. Thread-safe.
 */
public final class WishTable {
    private final Database database;
    private final DaemonId daemon;

    WishTable(Database database, DaemonId daemon) {
        this.database = database;
        this.daemon = daemon;
    }

    /** Stores a wish, unless the scheduler was asked already. Returns the phase that its job was in. */
    public Phase want(Wish wish) {
        return database.write(sql -> {
            int _ = wish.element() == null
                    ? Sql.update(
                            sql,
                            "UPDATE job SET cancelled = 2 WHERE id = ? AND cancelled = 0 AND phase <> 'ended'",
                            wish.job().value())
                    : Sql.update(
                            sql,
                            "UPDATE task SET cancelled = 2 WHERE job = ? AND element = ? AND cancelled = 0",
                            wish.job().value(),
                            wish.element());
            return Sql.one(
                            sql,
                            "SELECT phase FROM job WHERE daemon = ? AND id = ?",
                            row -> Phase.of(row.text("phase")),
                            daemon.value(),
                            wish.job().value())
                    .orElseThrow(() -> new IllegalStateException("job " + wish.job() + " has no row any more"));
        });
    }

    /** The scheduler knows it. */
    public void asked(Wish wish) {
        set(wish, 1);
    }

    /** It is wanted no longer: the scheduler could not be asked, and its agent is told so. */
    public void withdraw(Wish wish) {
        set(wish, 0);
    }

    private void set(Wish wish, int value) {
        int _ = database.write(sql -> wish.element() == null
                ? Sql.update(
                        sql,
                        "UPDATE job SET cancelled = ? WHERE id = ? AND cancelled = 2",
                        value,
                        wish.job().value())
                : Sql.update(
                        sql,
                        "UPDATE task SET cancelled = ? WHERE job = ? AND element = ? AND cancelled = 2",
                        value,
                        wish.job().value(),
                        wish.element()));
    }

    /** Of jobs that a scheduler has, the wishes that may not have reached it. */
    public List<Wish> unasked(SchedulerKind scheduler) {
        return database.read(sql -> Sql.query(
                sql,
                "SELECT id AS job, -1 AS one, 0 AS element FROM job WHERE daemon = ? AND phase = 'active' AND cancelled = 2"
                        + " AND json_extract(info, '$.scheduler') = ?"
                        + " UNION ALL SELECT task.job, 1, task.element FROM task JOIN job ON job.id = task.job"
                        + " WHERE job.daemon = ? AND job.phase = 'active' AND task.cancelled = 2"
                        + " AND json_extract(job.info, '$.scheduler') = ?",
                row -> new Wish(new JobId(row.text("job")), row.number("one") < 0 ? null : (int) row.number("element")),
                daemon.value(),
                scheduler.toString(),
                daemon.value(),
                scheduler.toString()));
    }

    /** The elements whose end is wanted, one by one or with the whole job, those that are over included. */
    public Set<Integer> cancelling(JobId job) {
        return database.read(sql -> Set.copyOf(Sql.query(
                sql,
                "SELECT element FROM task JOIN job ON job.id = task.job"
                        + " WHERE job.id = ? AND (job.cancelled <> 0 OR task.cancelled <> 0)",
                row -> (int) row.number("element"),
                job.value())));
    }
}
