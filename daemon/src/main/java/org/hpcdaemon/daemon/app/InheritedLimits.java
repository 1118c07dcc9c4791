package org.hpcdaemon.daemon.app;

import java.io.IOException;
import java.util.Optional;
import org.hpcdaemon.cli.SignalHandlers;
import org.hpcdaemon.linux.process.Allocation;
import org.hpcdaemon.linux.process.ChildEnvironment;
import org.hpcdaemon.linux.system.Affinity;
import org.hpcdaemon.linux.system.IgnoredSignals;
import org.jspecify.annotations.Nullable;

/** What the program that started this daemon imposed on it, and what must not reach agents: processors, ignored signals. */
final class InheritedLimits {
    private static final System.Logger LOG = System.getLogger(DaemonApp.class.getName());

    private InheritedLimits() {}

    /**
     * Ends them, before anything is counted or started by them. Returns the job whose process this daemon is, in words; null if it is in
     * none.
     */
    static @Nullable String leave() {
        try {
            Affinity.widen();
            IgnoredSignals.keepFromChildren(name -> SignalHandlers.handle(name, () -> {}));
        } catch (IOException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "/proc cannot be read ({0}), so jobs keep this daemon''s processor binding and ignored signals",
                    e.getMessage());
        }
        Optional<String> allocation = Allocation.in(ChildEnvironment.startedIn());
        allocation.ifPresent(job -> LOG.log(
                System.Logger.Level.WARNING,
                "started inside {0}, so this daemon ends with it; agents get nothing of its allocation",
                job));
        return allocation.orElse(null);
    }
}
