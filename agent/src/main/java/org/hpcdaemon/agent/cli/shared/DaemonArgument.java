package org.hpcdaemon.agent.cli.shared;

import org.hpcdaemon.protocol.id.DaemonId;
import picocli.CommandLine.Parameters;

/** The daemon to work on, as the first argument. */
@SuppressWarnings("NullAway.Init") // set by picocli
public final class DaemonArgument {
    @Parameters(index = "0", paramLabel = "DAEMON", description = "The daemon's id, as `hpc daemons` lists it.")
    private DaemonId daemon;

    public DaemonId id() {
        return daemon;
    }
}
