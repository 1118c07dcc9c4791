package org.hpcdaemon.daemon.cli.agents;

import org.hpcdaemon.daemon.cli.shared.Context;
import org.hpcdaemon.daemon.owner.EndedWork;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.rpc.Json;

/** Prints what was ended, and what could not be cancelled. */
record EndedPrinter(Context context, boolean json) {
    /**
     * Returns the exit code.
     *
     * @param lines for people
     */
    int print(EndedWork ended, String... lines) {
        if (json) {
            context.out().println(Json.pretty(ended));
        } else {
            for (String line : lines) {
                context.out().println(line);
            }
        }
        ended.failures().forEach(failure -> context.err().println("hpc-daemon: not cancelled: " + failure));
        return ended.failures().isEmpty() ? ExitCodes.OK : ExitCodes.FAILED;
    }
}
