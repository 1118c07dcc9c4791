package org.hpcdaemon.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.hpcdaemon.jobs.charge.JobCharging;
import org.hpcdaemon.jobs.folder.JobPlaces;
import org.hpcdaemon.jobs.local.LocalLimits;
import org.hpcdaemon.jobs.local.LocalScheduler;
import org.hpcdaemon.jobs.scheduler.Scheduler;
import org.hpcdaemon.jobs.store.JobStore;
import org.hpcdaemon.jobs.wake.Outbox;
import org.hpcdaemon.linux.process.ChildEnvironment;
import org.hpcdaemon.linux.process.Host;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.id.UserId;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.job.Event;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.hpcdaemon.protocol.rpc.Json;
import org.hpcdaemon.sandbox.Guard;
import org.hpcdaemon.sandbox.plan.AgentFiles;
import org.hpcdaemon.session.idempotency.Admission;
import org.hpcdaemon.session.idempotency.StoredIdempotency;
import org.hpcdaemon.session.route.Caller;
import org.hpcdaemon.session.schema.DaemonSchema;
import org.hpcdaemon.store.Database;
import org.hpcdaemon.store.Journal;
import org.hpcdaemon.store.Sql;

/** Everything behind the jobs of a daemon, on a home; without closing it, it is a daemon that was killed. */
public final class JobsRig implements AutoCloseable {
    public static final Caller ANN = new Caller(new UserId("u_12345678"), new AgentId("a_12345678"));
    public static final LocalLimits LIMITS = new LocalLimits(2, Long.MAX_VALUE, 0, 0, Duration.ofSeconds(1));
    static final DaemonId BOX = new DaemonId("box");

    public final Path home;
    public final Database database;
    public final Outbox outbox;
    final JobStore store;
    volatile Admission admission = Admission.ALWAYS;
    public final Jobs jobs;
    public final JobPlaces places;
    public final CommandsInJobs commands;
    public final StoredIdempotency once;
    private final RandomIds ids = RandomIds.secure();

    /** Few enough for a test to fill. */
    static final long LOG_BYTES = 4_000_000;

    public JobsRig(Path home) throws IOException {
        this(home, LIMITS, Host.here(), scheduler -> scheduler);
    }

    public JobsRig(Path home, LocalLimits limits, Host host, UnaryOperator<Scheduler> around) throws IOException {
        this(home, local(limits, host, around), home.resolve("work"), Guard.OFF);
    }

    /** @param work where jobs start */
    public JobsRig(Path home, Path work, Guard guard) throws IOException {
        this(home, local(LIMITS, Host.here(), scheduler -> scheduler), work, guard);
    }

    public JobsRig(Path home, SchedulerStart scheduler) throws IOException {
        this(home, scheduler, home.resolve("work"), Guard.OFF);
    }

    /** Makes the scheduler of a daemon that starts. */
    public interface SchedulerStart {
        Scheduler start(JobPlaces places, JobStore store, InstantSource clock) throws IOException;
    }

    private static SchedulerStart local(LocalLimits limits, Host host, UnaryOperator<Scheduler> around) {
        return (places, store, clock) -> {
            Map<String, String> environment = ChildEnvironment.ofThisProcess().base();
            LocalScheduler local = new LocalScheduler(places, limits, environment, host, store::state, clock);
            local.start();
            return around.apply(local);
        };
    }

    public JobsRig(Path home, SchedulerStart scheduler, Path work, Guard guard) throws IOException {
        this.home = home;
        InstantSource clock = InstantSource.system();
        database = Database.open(home.resolve("state.db"), DaemonSchema.migrations(), Journal.WAL);
        outbox = new Outbox(database, BOX, clock);
        store = new JobStore(database, BOX, outbox, clock);
        places = new JobPlaces(home.resolve("jobs"), Files.createDirectories(work), guard, AgentFiles.ANY, LOG_BYTES);
        once = new StoredIdempotency(database, BOX, clock, (caller, request) -> admission.check(caller, request));
        Scheduler started = scheduler.start(places, store, clock);
        jobs = new Jobs(BOX, store, once, started, places, ids, clock, JobCharging.PLAIN);
        commands = new CommandsInJobs(store, places, started, ids, jobs);
        jobs.watcher().start();
    }

    public JobInfo submit(JobSpec spec) {
        return submit(ids.key(), spec);
    }

    public JobInfo submit(IdempotencyKey key, JobSpec spec) {
        return jobs.submit(ANN, new JobRequest.Submit(key, spec));
    }

    public JobInfo status(JobId job) {
        return jobs.status(ANN, new JobRequest.Status(job));
    }

    /** Every wake-up that was ever put into the outbox. */
    public List<Event> events() {
        return database.read(sql -> Sql.query(
                sql, "SELECT body FROM outbox ORDER BY seq", row -> Json.read(row.text("body"), Event.class)));
    }

    public Path work() {
        return places.workDir();
    }

    /** Stops looking, leaves the jobs. */
    @Override
    public void close() {
        jobs.watcher().close();
        database.close();
    }
}
