package org.hpcdaemon.daemon.cli.approval;

import java.util.function.Function;
import org.hpcdaemon.daemon.approval.Approvals;
import org.hpcdaemon.daemon.approval.Approvers;
import org.hpcdaemon.daemon.cli.shared.Context;
import org.hpcdaemon.daemon.cli.shared.DaemonOption;
import org.hpcdaemon.daemon.config.Profile;
import org.hpcdaemon.jobs.wake.Outbox;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.id.UserId;
import org.hpcdaemon.session.route.Caller;

/** What a daemon has stored about permission; it need not run. */
record StoredApprovals(Context context, DaemonOption which) {
    /** The user at the machine, who is its account owner. */
    static final Caller OWNER = new Caller(new UserId("u_00000000"), null);

    /** Who decided, where it was done here. */
    static final String HERE = "machine";

    Profile profile() {
        return context.profiles(which::find);
    }

    DaemonId daemon() {
        return profile().daemon();
    }

    <T> T approvals(Function<Approvals, T> work) {
        DaemonId daemon = daemon();
        return context.database(database -> work.apply(new Approvals(
                database, daemon, new Outbox(database, daemon, context.clock()), context.clock(), RandomIds.secure())));
    }

    <T> T approvers(Function<Approvers, T> work) {
        DaemonId daemon = daemon();
        return context.database(database -> work.apply(new Approvers(database, daemon)));
    }
}
