package org.hpcdaemon.protocol.message.shell;

import java.time.Instant;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.id.ShellId;
import org.hpcdaemon.protocol.message.machine.DaemonInfo;
import org.hpcdaemon.protocol.message.value.Checks;
import org.jspecify.annotations.Nullable;

/**
 * A live shell.
 *
 * @param agent who opened it; absent: the account owner
 * @param end the offset after the last byte of its output
 * @param oldest the offset of the first byte that can still be replayed
 * @param readers attached now
 * @param running whether a {@code shell.run} is under way
 * @param sandbox the level in force, as in {@link DaemonInfo}; absent from an older daemon, and in a job if that is not known
 * @param job in which it runs; absent: on the daemon's machine
 * @param element of the job, if that is an array
 * @param node of the job, if one was asked for
 */
public record ShellInfo(
        ShellId shell,
        @Nullable String name,
        @Nullable AgentId agent,
        Instant openedAt,
        int rows,
        int cols,
        long oldest,
        long end,
        int readers,
        boolean running,
        @Nullable String sandbox,
        @Nullable JobId job,
        @Nullable Integer element,
        @Nullable String node) {
    public ShellInfo {
        Checks.required("shell", shell);
        Checks.required("openedAt", openedAt);
    }
}
