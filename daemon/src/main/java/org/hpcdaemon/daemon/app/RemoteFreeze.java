package org.hpcdaemon.daemon.app;

import java.time.InstantSource;
import org.hpcdaemon.daemon.dispatch.Feature;
import org.hpcdaemon.daemon.freeze.Freeze;
import org.hpcdaemon.daemon.freeze.FreezeTable;
import org.hpcdaemon.daemon.owner.EndedWork;
import org.hpcdaemon.daemon.owner.OwnerDesk;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.DaemonFreeze;
import org.hpcdaemon.protocol.message.machine.DaemonFrozen;
import org.hpcdaemon.session.route.Route;

/**
 * {@code daemon.freeze}: the account owner's {@code hpc-daemon freeze}, from anywhere. There is no way back from there: a platform that
 * lies about who asks could stop work, and start none.
 */
record RemoteFreeze(FreezeTable table, OwnerDesk.Freezer freezer, InstantSource clock)
        implements Feature<DaemonFreeze> {
    @Override
    public DaemonFrozen answer(Route route, DaemonFreeze request) {
        if (route.caller().agent() != null) {
            throw new HpcException(
                    ErrorCode.NOT_ALLOWED, "only the account owner stops all agents' work: by hpc stop-all, signed in");
        }
        // Stored first, so that it holds whatever happens to this process.
        Freeze asked = new Freeze(clock.instant(), request.reason());
        table.put(asked);
        EndedWork ended = freezer.freeze(Boolean.TRUE.equals(request.jobs()));
        Freeze stored = table.find().orElse(asked);
        return new DaemonFrozen(
                stored.since(),
                stored.reason(),
                ended.commands(),
                ended.shells(),
                ended.files(),
                ended.forwards(),
                ended.jobs(),
                ended.jobsLeft(),
                ended.failures());
    }
}
