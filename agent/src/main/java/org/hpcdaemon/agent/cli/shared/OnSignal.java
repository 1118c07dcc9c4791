package org.hpcdaemon.agent.cli.shared;

import org.hpcdaemon.protocol.error.HpcException;

/** What to do there when a signal ends this process, Ctrl-C for example; until closed. */
public final class OnSignal implements AutoCloseable {
    private final Thread hook;

    public OnSignal(Runnable action) {
        hook = Thread.ofPlatform().unstarted(() -> {
            try {
                action.run();
            } catch (HpcException _) {
                // It has ended, or cannot be reached: either way there is nothing left to do from here.
            }
        });
        Runtime.getRuntime().addShutdownHook(hook);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // The signal came just now.
        }
    }
}
