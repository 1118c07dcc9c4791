package org.hpcdaemon.agent.cli.job;

import java.io.PrintStream;
import java.time.Duration;
import org.hpcdaemon.agent.terminal.Notices;
import org.hpcdaemon.client.ConnectOptions;
import org.jspecify.annotations.Nullable;

/** How the end of a job is waited for: through a platform's upgrade or a night without a network, told on standard error. */
final class JobWaiting {
    /** A daemon that is away for longer is not only upgraded or cut off for a night; who waits is told so then. */
    private static final Duration MAX_RECONNECT_TIMEOUT = Duration.ofDays(1);

    private JobWaiting() {}

    /** @param timeout how long the job is waited for; a lost connection is not tried again for longer */
    static ConnectOptions options(PrintStream err, @Nullable Duration timeout) {
        return ConnectOptions.defaults()
                .withPatience(
                        timeout == null || timeout.compareTo(MAX_RECONNECT_TIMEOUT) > 0
                                ? MAX_RECONNECT_TIMEOUT
                                : timeout)
                .withListener(new Notices(err));
    }
}
