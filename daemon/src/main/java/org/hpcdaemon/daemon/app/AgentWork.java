package org.hpcdaemon.daemon.app;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hpcdaemon.cli.Counted;
import org.hpcdaemon.daemon.audit.CommandAudit;
import org.hpcdaemon.daemon.owner.AgentList;
import org.hpcdaemon.daemon.owner.AgentSummary;
import org.hpcdaemon.daemon.owner.EndedWork;
import org.hpcdaemon.daemon.owner.OwnerDesk;
import org.hpcdaemon.daemon.uplink.Uplink;
import org.hpcdaemon.jobs.Jobs;
import org.hpcdaemon.jobs.store.AgentJobs;
import org.hpcdaemon.jobs.store.JobQueries;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.rpc.NoticeName;
import org.hpcdaemon.session.exec.Execs;
import org.hpcdaemon.session.file.FileOperations;
import org.hpcdaemon.session.forward.Forwards;
import org.hpcdaemon.session.route.Activity;
import org.hpcdaemon.session.route.Caller;
import org.hpcdaemon.session.shell.Shells;
import org.jspecify.annotations.Nullable;

/**
 * What agents have here, and its end: when an agent has no key any more, or when the person at the machine says so. Jobs end only
 * if that is said of them: they are meant to outlive the agent that submitted them.
 */
record AgentWork(
        Execs execs,
        Shells shells,
        FileOperations files,
        Forwards forwards,
        Jobs jobs,
        JobQueries stored,
        AgentNames names,
        CommandAudit audit)
        implements Uplink.Agents, OwnerDesk.Agents {
    private static final System.Logger LOG = System.getLogger(AgentWork.class.getName());

    @Override
    public List<AgentId> present() {
        return callers().stream()
                .map(Caller::agent)
                .filter(Objects::nonNull)
                .limit(Limits.ROUTES_PER_DAEMON)
                .toList();
    }

    @Override
    public void connected(AgentId agent, String name) {
        names.put(agent, name);
    }

    @Override
    public void revoked(AgentId agent) {
        callers().stream().filter(caller -> agent.equals(caller.agent())).forEach(caller -> {
            Counts ended = end(caller, NoticeName.AGENTS_REVOKED.wireName());
            LOG.log(
                    System.Logger.Level.WARNING,
                    "agent {0} no longer has a key, so its commands, shells, file calls and forwarded connections were ended: {1}; its jobs go on; to cancel them:"
                            + " hpc-daemon end {0} --jobs",
                    agent,
                    ended.words());
        });
    }

    @Override
    public AgentList list() {
        return list(
                execs.running(),
                shells.live(),
                files.underWay(),
                forwards.underWay(),
                stored.unfinishedByAgent(),
                names);
    }

    /** By whom each is. */
    static AgentList list(
            List<Activity> commands,
            List<Activity> shells,
            List<Activity> files,
            List<Activity> forwards,
            List<AgentJobs> jobs,
            AgentNames names) {
        Set<Optional<AgentId>> agents = new HashSet<>();
        Stream.of(commands, shells, files, forwards)
                .flatMap(List::stream)
                .forEach(each -> agents.add(Optional.ofNullable(each.caller().agent())));
        jobs.forEach(each -> agents.add(Optional.ofNullable(each.agent())));
        return new AgentList(agents.stream()
                .map(agent -> summary(agent.orElse(null), commands, shells, files, forwards, jobs, names))
                .sorted(Comparator.comparing(AgentSummary::since))
                .toList());
    }

    private static AgentSummary summary(
            @Nullable AgentId agent,
            List<Activity> commands,
            List<Activity> shells,
            List<Activity> files,
            List<Activity> forwards,
            List<AgentJobs> jobs,
            AgentNames names) {
        List<Instant> begun = new ArrayList<>();
        int running = count(agent, commands, begun);
        int open = count(agent, shells, begun);
        int underWay = count(agent, files, begun);
        int forwarded = count(agent, forwards, begun);
        Optional<AgentJobs> own = jobs.stream()
                .filter(each -> Objects.equals(each.agent(), agent))
                .findFirst();
        own.ifPresent(each -> begun.add(each.since()));
        return new AgentSummary(
                agent,
                names.of(agent),
                running,
                open,
                underWay,
                forwarded,
                own.map(AgentJobs::count).orElse(0),
                begun.stream().min(Comparator.naturalOrder()).orElseThrow());
    }

    private static int count(@Nullable AgentId agent, List<Activity> all, List<Instant> begun) {
        List<Instant> own = all.stream()
                .filter(each -> Objects.equals(each.caller().agent(), agent))
                .map(Activity::since)
                .toList();
        begun.addAll(own);
        return own.size();
    }

    @Override
    public EndedWork end(String named, boolean withJobs) {
        AgentSummary agent = list().find(named);
        Counts ended = callers().stream()
                .filter(caller -> Objects.equals(caller.agent(), agent.agent()))
                .map(caller -> end(caller, "owner.end"))
                .reduce(Counts.NONE, Counts::plus);
        Jobs.CancelledJobs cancelled = withJobs ? jobs.cancelAll(agent.agent()) : new Jobs.CancelledJobs(0, List.of());
        EndedWork all = new EndedWork(
                agent.label(),
                ended.commands(),
                ended.shells(),
                ended.files(),
                ended.forwards(),
                cancelled.count(),
                withJobs ? cancelled.failures().size() : agent.jobs(),
                cancelled.failures());
        LOG.log(System.Logger.Level.WARNING, "hpc-daemon end: {0}", all.words());
        return all;
    }

    /** Ends what all agents have running, jobs aside. */
    Counts endAll(String why) {
        return callers().stream().map(caller -> end(caller, why)).reduce(Counts.NONE, Counts::plus);
    }

    private Set<Caller> callers() {
        return Stream.of(
                        execs.callers().stream(),
                        shells.callers().stream(),
                        files.underWay().stream().map(Activity::caller),
                        forwards.underWay().stream().map(Activity::caller))
                .flatMap(Function.identity())
                .collect(Collectors.toSet());
    }

    /** What was ended. */
    record Counts(int commands, int shells, int files, int forwards) {
        static final Counts NONE = new Counts(0, 0, 0, 0);

        Counts plus(Counts other) {
            return new Counts(
                    commands + other.commands, shells + other.shells, files + other.files, forwards + other.forwards);
        }

        String words() {
            return Counted.running(commands, shells, files, forwards);
        }
    }

    private Counts end(Caller caller, String why) {
        long begun = System.nanoTime();
        // First: with what listens, they would be over before they are counted.
        int forwarded = forwards.end(caller);
        Counts ended = new Counts(execs.end(caller), shells.end(caller), files.end(caller), forwarded);
        audit.record(caller, why, ended.words(), "ended", Duration.ofNanos(System.nanoTime() - begun));
        return ended;
    }
}
