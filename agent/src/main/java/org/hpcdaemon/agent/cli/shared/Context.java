package org.hpcdaemon.agent.cli.shared;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import org.hpcdaemon.agent.Settings;
import org.hpcdaemon.agent.terminal.LocalTerminal;
import org.hpcdaemon.client.HpcClient;

/** What a command is given: who to talk to, and the three standard streams. */
public record Context(Settings settings, InputStream in, PrintStream out, PrintStream err) {
    public HpcClient client() {
        return settings.client();
    }

    /** Whether a user may be there to answer, rather than a pipe or a file. */
    public boolean isAttended() throws IOException {
        return !in.equals(System.in) || LocalTerminal.present();
    }
}
