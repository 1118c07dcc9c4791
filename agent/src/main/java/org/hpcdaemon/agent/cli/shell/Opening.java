package org.hpcdaemon.agent.cli.shell;

import java.util.Optional;
import org.hpcdaemon.agent.terminal.LocalTerminal;
import org.hpcdaemon.client.RemoteShell;

/** How a new shell comes to be. */
interface Opening {
    /**
     * Opens it.
     *
     * @param size of the terminal that shows it
     */
    RemoteShell open(Optional<LocalTerminal.Size> size) throws InterruptedException;
}
