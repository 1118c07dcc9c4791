package org.hpcdaemon.agent.cli.approval;

import org.hpcdaemon.protocol.id.ApprovalId;
import org.hpcdaemon.protocol.id.DaemonId;
import picocli.CommandLine.Parameters;

/** The daemon and the request that waits there, as the first two arguments. */
@SuppressWarnings("NullAway.Init") // set by picocli
final class ApprovalArguments {
    @Parameters(index = "0", paramLabel = "DAEMON", description = "The daemon's id, as `hpc daemons` lists it.")
    private DaemonId daemon;

    @Parameters(index = "1", paramLabel = "APPROVAL", description = "As `hpc approvals list` shows it.")
    private ApprovalId approval;

    DaemonId daemon() {
        return daemon;
    }

    ApprovalId approval() {
        return approval;
    }
}
