package org.hpcdaemon.linux.restrict;

import java.io.IOException;
import java.util.function.IntSupplier;
import org.hpcdaemon.linux.system.Spawner;
import org.hpcdaemon.linux.system.Threads;

/**
 * Spawns from a thread that has restricted itself and ends then: what a thread gives up, its children never had, and
 * the rest of the daemon keeps.
 */
public final class Restriction implements Spawner.Origin {
    /** What the thread gives up. */
    public interface Steps {
        void take() throws IOException;
    }

    private final Steps steps;

    public Restriction(Steps steps) {
        this.steps = steps;
    }

    /**
     * Between the thread and the caller stands another: who wakes a virtual thread may have to start a carrier for it, and
     * one that the restricted thread started would be restricted for as long as the daemon lives.
     */
    @Override
    public int spawn(IntSupplier spawn) throws IOException {
        return Threads.call(
                "spawning",
                () -> Threads.call("restricted", () -> {
                    try {
                        steps.take();
                        return spawn.getAsInt();
                    } catch (IOException | RuntimeException e) {
                        throw new IOException(
                                "the limits could not be put on, so nothing was started: " + e.getMessage(), e);
                    }
                }));
    }
}
