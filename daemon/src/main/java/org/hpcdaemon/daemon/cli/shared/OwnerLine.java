package org.hpcdaemon.daemon.cli.shared;

import java.util.Comparator;
import java.util.List;
import org.hpcdaemon.daemon.config.Profiles;
import org.hpcdaemon.daemon.freeze.Freeze;
import org.hpcdaemon.daemon.freeze.FreezeTable;
import org.hpcdaemon.daemon.life.Presence;
import org.hpcdaemon.daemon.owner.AgentList;
import org.hpcdaemon.daemon.owner.AgentSummary;
import org.hpcdaemon.daemon.owner.EndedWork;
import org.hpcdaemon.daemon.owner.OwnerRequest;
import org.hpcdaemon.daemon.owner.OwnerRequests;
import org.hpcdaemon.jobs.store.JobQueries;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.message.Done;
import org.hpcdaemon.store.Database;
import org.jspecify.annotations.Nullable;

/** The verbs' line to a daemon, running or not. */
public record OwnerLine(Context context, DaemonId daemon, boolean isRunning) {

    /** To the daemon that a verb is about. */
    public static OwnerLine of(Context context, DaemonOption which) {
        return context.database(database -> {
            DaemonId daemon =
                    which.find(new Profiles(database, context.clock())).daemon();
            return new OwnerLine(context, daemon, isRunning(context, database, daemon));
        });
    }

    /** To the daemon of that id. */
    public static OwnerLine of(Context context, DaemonId daemon) {
        return context.database(database -> new OwnerLine(context, daemon, isRunning(context, database, daemon)));
    }

    private static boolean isRunning(Context context, Database database, DaemonId daemon) {
        return !(context.presence(database, daemon) instanceof Presence.Nowhere);
    }

    /** As the daemon says; without it, those that have jobs. */
    public AgentList agents() {
        return isRunning ? ask(new OwnerRequest.Agents(), AgentList.class) : context.database(this::stored);
    }

    private AgentList stored(Database database) {
        return new AgentList(new JobQueries(database, daemon)
                .unfinishedByAgent().stream()
                        .map(jobs -> new AgentSummary(jobs.agent(), null, 0, 0, 0, 0, jobs.count(), jobs.since()))
                        .sorted(Comparator.comparing(AgentSummary::since))
                        .toList());
    }

    /** Ends what that agent has; with its jobs if told so. */
    public EndedWork end(String agent, boolean jobs) {
        if (isRunning) {
            return ask(new OwnerRequest.End(agent, jobs), EndedWork.class);
        }
        AgentSummary found = agents().find(agent);
        if (jobs) {
            throw new HpcException(
                    ErrorCode.DAEMON_OFFLINE,
                    daemon
                            + " is not running, and only a running daemon cancels jobs; start it first: hpc-daemon start --detach"
                            + " --daemon-id " + daemon);
        }
        return new EndedWork(found.label(), 0, 0, 0, 0, 0, found.jobs(), List.of());
    }

    /** Stores it first, so that it holds even if no daemon answers; then what runs is ended. */
    public EndedWork freeze(@Nullable String reason, boolean jobs) {
        context.database(database -> {
            new FreezeTable(database, daemon).put(new Freeze(context.clock().instant(), reason));
            return daemon;
        });
        if (jobs && !isRunning) {
            throw new HpcException(
                    ErrorCode.DAEMON_OFFLINE,
                    daemon
                            + " is frozen, but is not running, and only a running daemon cancels jobs; start it, then freeze again");
        }
        return isRunning
                ? ask(new OwnerRequest.Freeze(jobs), EndedWork.class)
                : new EndedWork(
                        EndedWork.ALL,
                        0,
                        0,
                        0,
                        0,
                        0,
                        agents().agents().stream().mapToInt(AgentSummary::jobs).sum(),
                        List.of());
    }

    /** Lets agents work again. Returns whether it was frozen. */
    public boolean resume() {
        boolean wasFrozen = context.database(database -> {
            FreezeTable table = new FreezeTable(database, daemon);
            boolean found = table.find().isPresent();
            table.remove();
            return found;
        });
        if (isRunning) {
            Done _ = ask(new OwnerRequest.Resume(), Done.class);
        }
        return wasFrozen;
    }

    private <A> A ask(OwnerRequest request, Class<A> answer) {
        return context.database(database -> {
            try {
                return new OwnerRequests(database, daemon, context.clock())
                        .ask(request, answer, () -> isRunning(context, database, daemon), OwnerRequests.ANSWER_TIMEOUT);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new HpcException(ErrorCode.INTERNAL, "interrupted before the daemon answered", e);
            }
        });
    }
}
