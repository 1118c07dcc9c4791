package org.hpcdaemon.daemon.app;

import java.time.InstantSource;
import org.hpcdaemon.daemon.config.Home;
import org.hpcdaemon.daemon.config.Profile;
import org.hpcdaemon.jobs.Jobs;
import org.hpcdaemon.jobs.folder.JobPlaces;
import org.hpcdaemon.jobs.scheduler.Scheduler;
import org.hpcdaemon.jobs.store.JobStore;
import org.hpcdaemon.jobs.wake.Outbox;
import org.hpcdaemon.linux.process.ChildEnvironment;
import org.hpcdaemon.linux.process.Host;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.sandbox.Confinement;
import org.hpcdaemon.sandbox.Guard;
import org.hpcdaemon.sandbox.plan.AgentFiles;
import org.hpcdaemon.session.idempotency.StoredIdempotency;
import org.hpcdaemon.store.Database;

/** Jobs, the scheduler that was chosen for them, and the wake-ups that their ends leave. */
record JobSystem(Outbox outbox, JobStore store, JobPlaces places, Scheduler scheduler, Jobs jobs) {
    static JobSystem of(
            Home home,
            Database database,
            Profile profile,
            Host host,
            Confinement confinement,
            Guard guard,
            ChildEnvironment environment,
            StoredIdempotency once,
            RandomIds ids,
            InstantSource clock) {
        Outbox outbox = new Outbox(database, profile.daemon(), clock);
        JobStore store = new JobStore(database, profile.daemon(), outbox);
        JobPlaces places = new JobPlaces(
                home.folder().resolve("jobs"),
                profile.workingDirectory(),
                guard,
                AgentFiles.of(confinement, profile.workingDirectory()),
                profile.keptJobs().logBytes());
        Scheduler scheduler =
                new SchedulerChoice(store, places, host, profile, clock).choose(environment.base(), System::getenv);
        Jobs jobs = new Jobs(profile.daemon(), store, once, scheduler, places, ids, clock);
        return new JobSystem(outbox, store, places, scheduler, jobs);
    }
}
