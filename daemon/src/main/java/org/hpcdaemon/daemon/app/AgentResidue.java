package org.hpcdaemon.daemon.app;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hpcdaemon.daemon.audit.CommandAudit;
import org.hpcdaemon.daemon.exec.Execs;
import org.hpcdaemon.daemon.route.Caller;
import org.hpcdaemon.daemon.shell.Shells;
import org.hpcdaemon.daemon.uplink.Uplink;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.rpc.NoticeName;

/**
 * Commands and shells of agents, and their end when an agent has no key any more. Jobs go on: they are meant to outlive whoever
 * submitted them.
 */
record AgentResidue(Execs execs, Shells shells, CommandAudit audit) implements Uplink.Agents {
    private static final System.Logger LOG = System.getLogger(AgentResidue.class.getName());

    @Override
    public List<AgentId> present() {
        return callers().stream()
                .map(Caller::agent)
                .filter(Objects::nonNull)
                .limit(Limits.ROUTES_PER_DAEMON)
                .toList();
    }

    @Override
    public void revoked(AgentId agent) {
        callers().stream().filter(caller -> agent.equals(caller.agent())).forEach(this::end);
    }

    private Set<Caller> callers() {
        return Stream.concat(execs.callers().stream(), shells.callers().stream())
                .collect(Collectors.toSet());
    }

    private void end(Caller caller) {
        long begun = System.nanoTime();
        int commands = execs.end(caller);
        int ended = shells.end(caller);
        String what = commands + " commands, " + ended + " shells";
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        audit.record(caller, NoticeName.AGENTS_REVOKED.wireName(), what, "ended", took);
        LOG.log(
                System.Logger.Level.WARNING,
                "agent {0} has no key any more, so what it ran was ended: {1}; its jobs go on",
                caller.agent(),
                what);
    }
}
