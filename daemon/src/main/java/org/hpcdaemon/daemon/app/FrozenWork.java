package org.hpcdaemon.daemon.app;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hpcdaemon.daemon.freeze.Freeze;
import org.hpcdaemon.daemon.freeze.FreezeSwitch;
import org.hpcdaemon.daemon.owner.EndedWork;
import org.hpcdaemon.daemon.owner.OwnerDesk;
import org.hpcdaemon.jobs.Jobs;
import org.hpcdaemon.jobs.store.AgentJobs;
import org.hpcdaemon.jobs.store.JobQueries;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.Done;
import org.hpcdaemon.session.idempotency.StoredIdempotency;

/** Stops all agents' work on this machine, and lets it go on. Jobs end only if that is asked for. */
record FrozenWork(FreezeSwitch freeze, AgentWork work, Jobs jobs, JobQueries stored, StoredIdempotency once)
        implements OwnerDesk.Freezer {
    private static final System.Logger LOG = System.getLogger(FrozenWork.class.getName());

    /** For what was admitted a moment before: what waits for a scheduler longer than that runs nothing here. */
    private static final Duration ADMITTED_BEFORE = Duration.ofSeconds(10);

    private static final Duration LOOK_INTERVAL = Duration.ofMillis(100);

    @Override
    public EndedWork freeze(boolean withJobs) {
        Freeze now = freeze.reload()
                .orElseThrow(() -> new HpcException(ErrorCode.CONFLICT, "it was resumed meanwhile; nothing was ended"));
        AgentWork.Counts ended = endAdmitted();
        int cancelled = 0;
        List<String> failures = new ArrayList<>();
        List<AgentJobs> unfinished = stored.unfinishedByAgent();
        if (withJobs) {
            for (AgentJobs each : unfinished) {
                Jobs.CancelledJobs own = jobs.cancelAll(each.agent());
                cancelled += own.count();
                failures.addAll(own.failures());
            }
        }
        int left = withJobs
                ? failures.size()
                : unfinished.stream().mapToInt(AgentJobs::count).sum();
        EndedWork all = new EndedWork(
                EndedWork.ALL,
                ended.commands(),
                ended.shells(),
                ended.files(),
                ended.forwards(),
                cancelled,
                left,
                failures);
        LOG.log(System.Logger.Level.WARNING, "{0}; {1}", now.words(), all.words());
        return all;
    }

    /** Until nothing is left that was admitted before the switch: it may have begun only after the first look. */
    private AgentWork.Counts endAdmitted() {
        long deadline = System.nanoTime() + ADMITTED_BEFORE.toNanos();
        AgentWork.Counts ended = work.endAll("owner.freeze");
        while (once.isBusy() && System.nanoTime() < deadline) {
            try {
                Thread.sleep(LOOK_INTERVAL);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return ended;
            }
            ended = ended.plus(work.endAll("owner.freeze"));
        }
        return ended;
    }

    @Override
    public Done resume() {
        Optional<Freeze> still = freeze.reload();
        LOG.log(
                System.Logger.Level.WARNING,
                "{0}",
                still.map(Freeze::words).orElse("resumed: agents may start work again"));
        return new Done();
    }
}
