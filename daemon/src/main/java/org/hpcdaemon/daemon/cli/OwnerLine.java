package org.hpcdaemon.daemon.cli;

import java.util.Comparator;
import java.util.List;
import org.hpcdaemon.daemon.config.Profiles;
import org.hpcdaemon.daemon.life.Presence;
import org.hpcdaemon.daemon.owner.AgentList;
import org.hpcdaemon.daemon.owner.AgentSummary;
import org.hpcdaemon.daemon.owner.Ended;
import org.hpcdaemon.daemon.owner.OwnerRequest;
import org.hpcdaemon.daemon.owner.OwnerRequests;
import org.hpcdaemon.jobs.store.JobStore;
import org.hpcdaemon.jobs.wake.Outbox;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.store.Database;

/** The verbs' line to a daemon, running or not. */
record OwnerLine(Context context, DaemonId daemon, boolean isRunning) {

    static OwnerLine of(Context context, DaemonOption which) {
        return context.database(database -> {
            DaemonId daemon =
                    which.find(new Profiles(database, context.clock())).daemon();
            return new OwnerLine(context, daemon, isRunning(context, database, daemon));
        });
    }

    private static boolean isRunning(Context context, Database database, DaemonId daemon) {
        return !(context.presence(database, daemon) instanceof Presence.Nowhere);
    }

    /** As the daemon says; without it, those that have jobs. */
    AgentList agents() {
        return isRunning ? ask(new OwnerRequest.Agents(), AgentList.class) : context.database(this::stored);
    }

    private AgentList stored(Database database) {
        return new AgentList(new JobStore(database, daemon, new Outbox(database, daemon, context.clock()))
                .unfinishedByAgent().stream()
                        .map(jobs -> new AgentSummary(jobs.agent(), null, 0, 0, jobs.count(), jobs.since()))
                        .sorted(Comparator.comparing(AgentSummary::since))
                        .toList());
    }

    Ended end(String agent, boolean jobs) {
        if (isRunning) {
            return ask(new OwnerRequest.End(agent, jobs), Ended.class);
        }
        AgentSummary found = agents().find(agent);
        if (jobs) {
            throw new HpcException(
                    ErrorCode.DAEMON_OFFLINE,
                    daemon + " is not running, and it is what cancels jobs; start it first: hpc-daemon start --detach"
                            + " --daemon-id " + daemon);
        }
        return new Ended(found.label(), 0, 0, 0, found.jobs(), List.of());
    }

    private <A> A ask(OwnerRequest request, Class<A> answer) {
        return context.database(database -> {
            try {
                return new OwnerRequests(database, daemon, context.clock())
                        .ask(request, answer, () -> isRunning(context, database, daemon), OwnerRequests.PATIENCE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new HpcException(ErrorCode.INTERNAL, "interrupted before the daemon answered", e);
            }
        });
    }
}
