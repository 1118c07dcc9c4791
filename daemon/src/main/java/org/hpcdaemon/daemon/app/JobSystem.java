package org.hpcdaemon.daemon.app;

import java.time.InstantSource;
import org.hpcdaemon.daemon.config.Home;
import org.hpcdaemon.daemon.config.Profile;
import org.hpcdaemon.daemon.life.RunStatus;
import org.hpcdaemon.jobs.Jobs;
import org.hpcdaemon.jobs.charge.JobCharging;
import org.hpcdaemon.jobs.folder.JobPlaces;
import org.hpcdaemon.jobs.model.SchedulerKind;
import org.hpcdaemon.jobs.scheduler.Scheduler;
import org.hpcdaemon.jobs.store.JobStore;
import org.hpcdaemon.jobs.wake.Outbox;
import org.hpcdaemon.linux.process.ChildEnvironment;
import org.hpcdaemon.linux.process.Host;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.sandbox.Confinement;
import org.hpcdaemon.sandbox.Guard;
import org.hpcdaemon.sandbox.Level;
import org.hpcdaemon.sandbox.plan.AgentFiles;
import org.hpcdaemon.session.idempotency.StoredIdempotency;
import org.hpcdaemon.store.Database;

/** Jobs, and the scheduler that was chosen for them. */
record JobSystem(JobStore store, JobPlaces places, SchedulerChoice.Chosen chosen, Jobs jobs) {
    private static final String TRUSTING =
            "Grid Engine accepts jobs without limits from whatever reaches its qmaster: only --no-network prevents that";

    static JobSystem of(
            Home home,
            Database database,
            Outbox outbox,
            Profile profile,
            Host host,
            Confinement confinement,
            Guard guard,
            ChildEnvironment environment,
            StoredIdempotency once,
            RandomIds ids,
            InstantSource clock,
            JobCharging charging) {
        JobStore store = new JobStore(database, profile.daemon(), outbox, clock);
        JobPlaces places = new JobPlaces(
                home.folder().resolve("jobs"),
                profile.workingDirectory(),
                guard,
                AgentFiles.of(confinement, profile.workingDirectory()),
                profile.keptJobs().logBytes());
        SchedulerChoice.Chosen chosen =
                new SchedulerChoice(store, places, host, profile, clock).choose(environment.base(), System::getenv);
        Jobs jobs = new Jobs(profile.daemon(), store, once, chosen.scheduler(), places, ids, clock, charging);
        return new JobSystem(store, places, chosen, jobs);
    }

    Scheduler scheduler() {
        return chosen.scheduler();
    }

    /** As it is reported. */
    RunStatus.JobScheduler report() {
        return new RunStatus.JobScheduler(scheduler().kind().toString(), chosen.notes());
    }

    /** What holds for agents where jobs can be given to that scheduler. */
    static Level level(Level level, SchedulerKind scheduler, boolean noNetwork) {
        return scheduler == SchedulerKind.GRIDENGINE && !noNetwork ? level.withGap(TRUSTING) : level;
    }
}
