package org.hpcdaemon.agent.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import org.hpcdaemon.agent.Settings;
import org.hpcdaemon.agent.terminal.LocalTerminal;
import org.hpcdaemon.client.HpcClient;

/** What a command is given: who to talk to, and the three standard streams. */
record Context(Settings settings, InputStream in, PrintStream out, PrintStream err) {
    HpcClient client() {
        return settings.client();
    }

    /** Whether somebody may be there to answer: nobody types into a pipe or a file. */
    boolean isAttended() throws IOException {
        return !in.equals(System.in) || LocalTerminal.present();
    }
}
