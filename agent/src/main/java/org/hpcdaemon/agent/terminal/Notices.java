package org.hpcdaemon.agent.terminal;

import java.io.PrintStream;
import org.hpcdaemon.cli.Text;
import org.hpcdaemon.client.SessionListener;
import org.hpcdaemon.client.stream.StreamGapException;
import org.hpcdaemon.protocol.error.HpcException;

/** One-line notices beside a shell's output, also while the terminal is raw and a line feed only goes down. */
public final class Notices implements SessionListener {
    private final PrintStream err;
    private volatile boolean raw;

    public Notices(PrintStream err) {
        this.err = err;
    }

    void raw(boolean is) {
        raw = is;
    }

    @Override
    public void lost(HpcException cause) {
        say("connection lost (" + cause.reason() + "); connecting again");
    }

    @Override
    public void restored() {
        say("connected again");
    }

    void gap(StreamGapException gap) {
        long bytes = gap.to() - gap.from();
        say(bytes + " bytes of earlier output are gone (offsets " + gap.from() + " to " + gap.to()
                + "); a shell keeps its last 4 MiB");
    }

    /** Prints it on a line of its own. */
    public void say(String line) {
        // In one piece, so that output does not come in between.
        String safe = Text.printable(line);
        err.print(raw ? "\r\nhpc: " + safe + "\r\n" : "hpc: " + safe + "\n");
        err.flush();
    }
}
