package org.hpcdaemon.linux.process;

import java.lang.System.Logger.Level;
import java.time.Duration;
import org.hpcdaemon.protocol.message.value.SignalName;

/**
 * What a daemon that was killed left running: commands, and what shells put into the background. No agent can read, end or own them
 * any more, and their agents were told that their outcome is unknown.
 */
public final class Leftovers {
    private static final System.Logger LOG = System.getLogger(Leftovers.class.getName());

    private final TreeCookie.Source cookies;

    /** @param cookies of the same daemon */
    public Leftovers(TreeCookie.Source cookies) {
        this.cookies = cookies;
    }

    /** Ends them, as {@link ProcessTree#end} does; to be called by the process that holds the daemon's lease, before it starts any. */
    public void end(Duration grace) {
        try (ProcessTree left = ProcessTree.allOf(cookies)) {
            int count = left.members().size();
            if (count > 0) {
                LOG.log(Level.WARNING, "the last run of this daemon left {0} processes; ending them", count);
                left.end(grace, SignalName.HUP, SignalName.TERM);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
