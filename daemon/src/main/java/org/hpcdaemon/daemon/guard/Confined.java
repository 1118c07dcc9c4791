package org.hpcdaemon.daemon.guard;

import java.io.IOException;
import org.hpcdaemon.daemon.pty.Spawner;

/** A command that may be started as it is now, and only by {@link #start}. */
public record Confined(Spawner.Command command) {
    /** How the caller starts it: on pipes or on a terminal. */
    public interface Start<T> {
        T start(Spawner.Command command) throws IOException;
    }

    /** Starts it. */
    public <T> T start(Start<T> how) throws IOException {
        return how.start(command);
    }
}
