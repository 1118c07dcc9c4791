package org.hpcdaemon.daemon.app;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.hpcdaemon.daemon.approval.Approvals;
import org.hpcdaemon.daemon.approval.Approvers;
import org.hpcdaemon.daemon.approval.OverdueApprovals;
import org.hpcdaemon.daemon.approval.WaitingNotice;
import org.hpcdaemon.daemon.audit.CommandAudit;
import org.hpcdaemon.daemon.cluster.Cluster;
import org.hpcdaemon.daemon.config.Home;
import org.hpcdaemon.daemon.config.Profile;
import org.hpcdaemon.daemon.config.Profiles;
import org.hpcdaemon.daemon.dispatch.Audited;
import org.hpcdaemon.daemon.dispatch.Dispatcher;
import org.hpcdaemon.daemon.freeze.FreezeSwitch;
import org.hpcdaemon.daemon.freeze.FreezeTable;
import org.hpcdaemon.daemon.lease.Lease;
import org.hpcdaemon.daemon.lease.LeaseKeeper;
import org.hpcdaemon.daemon.life.HeapKeeper;
import org.hpcdaemon.daemon.life.RunFile;
import org.hpcdaemon.daemon.life.RunReport;
import org.hpcdaemon.daemon.life.RunStatus;
import org.hpcdaemon.daemon.owner.OwnerDesk;
import org.hpcdaemon.daemon.owner.OwnerRequests;
import org.hpcdaemon.daemon.policy.gate.BudgetGate;
import org.hpcdaemon.daemon.policy.gate.PolicyAdmission;
import org.hpcdaemon.daemon.policy.gate.PolicyGate;
import org.hpcdaemon.daemon.uplink.ConnectionKey;
import org.hpcdaemon.daemon.uplink.KeyWatch;
import org.hpcdaemon.daemon.uplink.Uplink;
import org.hpcdaemon.jobs.CommandsInJobs;
import org.hpcdaemon.jobs.EndedJobs;
import org.hpcdaemon.jobs.Jobs;
import org.hpcdaemon.jobs.charge.ChargeTable;
import org.hpcdaemon.jobs.charge.JobCharging;
import org.hpcdaemon.jobs.folder.KeptJobs;
import org.hpcdaemon.jobs.scheduler.Scheduler;
import org.hpcdaemon.jobs.wake.Outbox;
import org.hpcdaemon.jobs.wake.WakeSender;
import org.hpcdaemon.link.Backoff;
import org.hpcdaemon.link.Link;
import org.hpcdaemon.link.network.Network;
import org.hpcdaemon.link.network.Target;
import org.hpcdaemon.link.socket.Dialer;
import org.hpcdaemon.linux.process.ChildEnvironment;
import org.hpcdaemon.linux.process.Host;
import org.hpcdaemon.linux.process.Leftovers;
import org.hpcdaemon.linux.process.ProcessIdentity;
import org.hpcdaemon.linux.process.TreeCookie;
import org.hpcdaemon.protocol.Release;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.message.PlatformRequest;
import org.hpcdaemon.protocol.message.ShellRequest;
import org.hpcdaemon.protocol.message.Welcome;
import org.hpcdaemon.sandbox.Confinement;
import org.hpcdaemon.sandbox.Guard;
import org.hpcdaemon.sandbox.Level;
import org.hpcdaemon.sandbox.choose.Guards;
import org.hpcdaemon.session.exec.Execs;
import org.hpcdaemon.session.exec.KeptOutputs;
import org.hpcdaemon.session.forward.Forwards;
import org.hpcdaemon.session.idempotency.Admission;
import org.hpcdaemon.session.idempotency.StoredIdempotency;
import org.hpcdaemon.session.record.FileRecorder;
import org.hpcdaemon.session.record.RecordingUpkeep;
import org.hpcdaemon.session.record.Recordings;
import org.hpcdaemon.session.shell.Shells;
import org.hpcdaemon.store.Database;
import org.jspecify.annotations.Nullable;

/** The composition root: one running daemon, wired by hand, closed in reverse order. */
public final class DaemonApp implements AutoCloseable {

    /** The shutdown hook and the thread that waits may both close. */
    private final Deque<AutoCloseable> closing = new ConcurrentLinkedDeque<>();

    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicReference<@Nullable HpcException> reason = new AtomicReference<>();

    /**
     * Starts it. Throws {@link HpcException} if another process runs this daemon.
     *
     * @param database of the home; closed with the daemon
     */
    public DaemonApp(Home home, Database database, Profile profile, InstantSource clock, Consumer<Welcome> onOnline) {
        try {
            wire(home, keep(database), profile, clock, onOnline);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void wire(Home home, Database database, Profile profile, InstantSource clock, Consumer<Welcome> onOnline) {
        SecureRandom random = new SecureRandom();
        RandomIds ids = new RandomIds(random);
        Host host = Host.here();
        String token = ids.token();
        takeLease(database, profile, host, token, clock);
        keep(new HeapKeeper()).start();
        TreeCookie.Source cookies = new TreeCookie.Source(home.mark(profile.daemon()), random);
        new Leftovers(cookies).end(Sessions.GRACE);

        FreezeTable frozenSince = new FreezeTable(database, profile.daemon());
        FreezeSwitch freeze = new FreezeSwitch(frozenSince);
        Confinement confinement = profile.confinement(home, System.getenv());
        Guard guard = Guards.of(confinement);
        @Nullable String allocation = InheritedLimits.leave();
        ChildEnvironment environment = guard.environment(ChildEnvironment.ofThisProcess());
        AgentNames names = new AgentNames();
        Outbox outbox = new Outbox(database, profile.daemon(), clock);
        Approvals approvals = new Approvals(database, profile.daemon(), outbox, clock, ids);
        PolicyGate gate = PolicyChoice.of(home, environment).gate(profile);
        BudgetGate budgets =
                new BudgetGate(gate.policies(), database, new ChargeTable(profile.daemon(), clock), names::of, clock);
        Admission policy = new PolicyAdmission(gate, budgets, names::of, approvals);
        StoredIdempotency once = new StoredIdempotency(database, profile.daemon(), clock, freeze.and(policy));
        KeptOutputs outputs = keep(new KeptOutputs(home.outputs(profile.daemon()), clock));
        outputs.start();
        Recordings recordings = new Recordings(home.recordings(profile.daemon()));
        RecordingUpkeep upkeep = keep(new RecordingUpkeep(recordings, profile.recording(), clock));
        upkeep.start();
        FileRecorder recorder = keep(
                new FileRecorder(recordings, upkeep, profile.recording(), names::of, ids, clock, System::nanoTime));
        recorder.start();
        JobSystem system = JobSystem.of(
                home,
                database,
                outbox,
                profile,
                host,
                confinement,
                guard,
                environment,
                once,
                ids,
                clock,
                new JobCharging(budgets, names::of));
        Jobs jobs = system.jobs();
        CommandsInJobs inJobs =
                keep(new CommandsInJobs(system.store(), system.places(), system.scheduler(), ids, jobs));
        inJobs.endLeftovers();
        Sessions sessions =
                Sessions.of(home, profile, guard, environment, cookies, once, outputs, inJobs, recorder, random, clock);
        Execs execs = keep(sessions.execs());
        Shells shells = keep(sessions.shells());
        keep(sessions.files());
        Scheduler scheduler = system.scheduler();
        Level level = JobSystem.level(
                guard.level(), scheduler.kind(), profile.guarding().noNetwork());
        Forwards forwards = keep(new Forwards(
                profile.allowForward(),
                profile.guarding().noNetwork(),
                new OwnPorts(execs, shells, jobs, host),
                freeze.and(policy),
                clock));
        RunReport report = keep(new RunReport(
                new RunFile(home.runFile(profile.daemon())),
                RunStatus.first(
                        token,
                        clock.instant(),
                        system.report(),
                        new RunStatus.Sandbox(level.word(), level.notes()),
                        allocation),
                () -> execs.running().size(),
                () -> shells.live().size(),
                jobs.watcher()::schedulerSilentSince,
                clock));
        report.start();

        Cluster cluster = Clusters.of(scheduler, system.store().queries(), environment.base(), clock);
        Features features = new Features(execs, sessions.reports(), shells, jobs, sessions.files(), forwards, policy);
        CommandAudit audit = new CommandAudit(home.auditFile(profile.daemon()), profile.daemon(), clock);
        Audited audited = new Audited(audit);
        DaemonDescription description = new DaemonDescription(
                home, profile, host, level, scheduler.kind().toString());
        AgentWork work = new AgentWork(
                execs, shells, sessions.files(), forwards, jobs, system.store().queries(), names, audit);
        FrozenWork frozen = new FrozenWork(freeze, work, jobs, system.store().queries(), once);
        Dispatcher dispatcher = new Dispatcher(
                (route, _) -> description.info(shells.list(route.caller(), new ShellRequest.List())
                        .shells()
                        .size()),
                audited.feature(new RemoteFreeze(frozenSince, frozen, clock)),
                (_, _) -> cluster.info(),
                (route, _) -> budgets.list(route.caller()),
                audited.feature(features::exec),
                audited.feature(features::shell),
                audited.feature(features::job),
                audited.feature(features::file),
                audited.feature(features::forward),
                audited.feature(
                        new RemoteApprovals(profile.daemon(), approvals, new Approvers(database, profile.daemon()))),
                audited.feature(new RemoteRecordings(recordings)));
        keep(new OwnerDesk(new OwnerRequests(database, profile.daemon(), clock), work, frozen))
                .start();
        ConnectionKey key = new ConnectionKey(profile.apiKey(), new StoredKey(new Profiles(database, clock), profile));
        AtomicReference<@Nullable WakeSender> waker = new AtomicReference<>();
        AtomicReference<@Nullable WaitingNotice> noticed = new AtomicReference<>();
        Uplink uplink = new Uplink(
                new PlatformRequest.Hello(
                        Release.VERSION,
                        ids.token(),
                        profile.clusterName(),
                        scheduler.kind().toString(),
                        host.name()),
                dispatcher,
                key,
                work,
                new Uplink.Listener() {
                    @Override
                    public void online(Welcome welcome) {
                        WakeSender sender = waker.get();
                        if (sender != null) {
                            sender.connected();
                        }
                        WaitingNotice notice = noticed.get();
                        if (notice != null) {
                            notice.connected();
                        }
                        report.online(key.mark());
                        onOnline.accept(welcome);
                    }

                    @Override
                    public void offline(String why, boolean stuck) {
                        report.offline(why, stuck);
                    }

                    @Override
                    public void refused() {
                        stop(new HpcException(
                                ErrorCode.UNAUTHORIZED,
                                "the platform does not accept this daemon's key; set it up again with a new one"));
                    }
                });
        WakeSender sender = keep(new WakeSender(outbox, uplink::publish, random));
        waker.set(sender);
        WaitingNotice notice = keep(new WaitingNotice(approvals, uplink::tell));
        noticed.set(notice);
        keep(jobs.watcher()).start();
        KeptJobs kept = profile.keptJobs();
        keep(new EndedJobs(system.store(), system.places(), clock, kept.count(), Duration.ofDays(kept.days())))
                .start();
        sender.start();
        keep(new OverdueApprovals(approvals)).start();
        notice.start();
        Network network = profile.network(System.getenv());
        Dialer dialer = new Dialer(network, Target.of(profile.platformUrl()).webSocket("/hpc/daemon"), key::take);
        keep(new Link("uplink", dialer, uplink, Backoff.standard(random))).start();
        keep(new KeyWatch(key, uplink, database.watch())).start();
    }

    private void takeLease(Database database, Profile profile, Host host, String token, InstantSource clock) {
        Lease lease = new Lease(database, profile.daemon(), host.self(), token, clock);
        switch (lease.tryTake()) {
            case Lease.Outcome.Taken _ -> {}
            case Lease.Outcome.HeldBy(ProcessIdentity holder) ->
                throw new HpcException(
                        ErrorCode.NOT_ALLOWED,
                        "daemon " + profile.daemon() + " is already running: pid " + holder.pid() + " on "
                                + holder.host().name() + "; "
                                + (holder.host().equals(host)
                                        ? "to end it: hpc-daemon stop --daemon-id " + profile.daemon()
                                        : "if that machine is gone for good, try again "
                                                + Lease.EXPIRY_BY_STAMP.toMinutes() + " minutes after its end"));
        }
        keep(new LeaseKeeper(lease, why -> stop(new HpcException(ErrorCode.NOT_ALLOWED, why))))
                .start();
    }

    private void stop(HpcException why) {
        reason.compareAndSet(null, why);
        over.countDown();
    }

    /** Waits until it cannot go on. Throws the reason. */
    public void await() throws InterruptedException {
        over.await();
        HpcException why = reason.get();
        if (why != null) {
            throw why;
        }
    }

    /** Whether it stopped because it could not go on. */
    public boolean hasFailed() {
        return reason.get() != null;
    }

    private <T extends AutoCloseable> T keep(T resource) {
        closing.push(resource);
        return resource;
    }

    /** Ends shells and commands; jobs go on. No failure keeps the rest from closing. */
    @Override
    public void close() {
        for (AutoCloseable resource = closing.poll(); resource != null; resource = closing.poll()) {
            try {
                resource.close();
            } catch (Exception e) {
                System.getLogger(DaemonApp.class.getName())
                        .log(System.Logger.Level.WARNING, "closing " + resource.getClass() + " failed; going on", e);
            }
        }
        over.countDown();
    }
}
