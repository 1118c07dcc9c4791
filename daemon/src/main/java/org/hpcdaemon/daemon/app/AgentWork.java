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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hpcdaemon.daemon.audit.CommandAudit;
import org.hpcdaemon.daemon.owner.AgentList;
import org.hpcdaemon.daemon.owner.AgentSummary;
import org.hpcdaemon.daemon.owner.Ended;
import org.hpcdaemon.daemon.owner.OwnerDesk;
import org.hpcdaemon.daemon.uplink.Uplink;
import org.hpcdaemon.jobs.Jobs;
import org.hpcdaemon.jobs.store.AgentJobs;
import org.hpcdaemon.jobs.store.JobStore;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.rpc.NoticeName;
import org.hpcdaemon.session.exec.Execs;
import org.hpcdaemon.session.route.Activity;
import org.hpcdaemon.session.route.Caller;
import org.hpcdaemon.session.shell.Shells;
import org.jspecify.annotations.Nullable;

/**
 * What agents have here, and its end: when an agent has no key any more, or when the person at the machine says so. Jobs end only
 * if that is said of them: they are meant to outlive whoever submitted them.
 */
record AgentWork(Execs execs, Shells shells, Jobs jobs, JobStore store, AgentNames names, CommandAudit audit)
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
                    "agent {0} has no key any more, so what it ran was ended: {1}; its jobs go on, unless you end them:"
                            + " hpc-daemon end {0} --jobs",
                    agent,
                    ended.words());
        });
    }

    @Override
    public AgentList list() {
        return list(execs.running(), shells.live(), store.unfinishedByAgent(), names);
    }

    /** By whom each is. */
    static AgentList list(List<Activity> commands, List<Activity> shells, List<AgentJobs> jobs, AgentNames names) {
        Set<Optional<AgentId>> agents = new HashSet<>();
        Stream.concat(commands.stream(), shells.stream())
                .forEach(each -> agents.add(Optional.ofNullable(each.caller().agent())));
        jobs.forEach(each -> agents.add(Optional.ofNullable(each.agent())));
        return new AgentList(agents.stream()
                .map(agent -> summary(agent.orElse(null), commands, shells, jobs, names))
                .sorted(Comparator.comparing(AgentSummary::since))
                .toList());
    }

    private static AgentSummary summary(
            @Nullable AgentId agent,
            List<Activity> commands,
            List<Activity> shells,
            List<AgentJobs> jobs,
            AgentNames names) {
        List<Instant> begun = new ArrayList<>();
        int running = count(agent, commands, begun);
        int open = count(agent, shells, begun);
        Optional<AgentJobs> own = jobs.stream()
                .filter(each -> Objects.equals(each.agent(), agent))
                .findFirst();
        own.ifPresent(each -> begun.add(each.since()));
        return new AgentSummary(
                agent,
                names.of(agent),
                running,
                open,
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
    public Ended end(String named, boolean withJobs) {
        AgentSummary agent = list().find(named);
        Counts ended = callers().stream()
                .filter(caller -> Objects.equals(caller.agent(), agent.agent()))
                .map(caller -> end(caller, "owner.end"))
                .reduce(new Counts(0, 0), Counts::plus);
        Jobs.CancelledJobs cancelled = withJobs ? jobs.cancelAll(agent.agent()) : new Jobs.CancelledJobs(0, List.of());
        Ended all = new Ended(
                agent.label(),
                ended.commands(),
                ended.shells(),
                cancelled.count(),
                withJobs ? cancelled.failures().size() : agent.jobs(),
                cancelled.failures());
        LOG.log(System.Logger.Level.WARNING, "hpc-daemon end: {0}", all.words());
        return all;
    }

    private Set<Caller> callers() {
        return Stream.concat(execs.callers().stream(), shells.callers().stream())
                .collect(Collectors.toSet());
    }

    private record Counts(int commands, int shells) {
        Counts plus(Counts other) {
            return new Counts(commands + other.commands, shells + other.shells);
        }

        String words() {
            return Ended.counted(commands, "command") + ", " + Ended.counted(shells, "shell");
        }
    }

    private Counts end(Caller caller, String why) {
        long begun = System.nanoTime();
        Counts ended = new Counts(execs.end(caller), shells.end(caller));
        audit.record(caller, why, ended.words(), "ended", Duration.ofNanos(System.nanoTime() - begun));
        return ended;
    }
}
