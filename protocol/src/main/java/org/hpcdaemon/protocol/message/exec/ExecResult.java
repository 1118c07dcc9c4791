package org.hpcdaemon.protocol.message.exec;

import org.hpcdaemon.protocol.message.machine.DaemonInfo;
import org.hpcdaemon.protocol.message.value.Captured;
import org.jspecify.annotations.Nullable;

/**
 * How a command ended: by itself with an exit code, or by a signal.
 *
 * @param exitCode 0 to 255; absent if a signal ended it
 * @param signal such as {@code KILL}; absent if it exited
 * @param timedOut the time-out passed, and the command was ended with what was found of what it started
 * @param cancelled {@code exec.cancel} ended it
 * @param durationMs milliseconds from start to end
 * @param stdout absent if streamed
 * @param stderr absent if streamed
 * @param sandbox the level that was in force, as in {@link DaemonInfo}; absent from an older daemon
 */
public record ExecResult(
        @Nullable Integer exitCode,
        @Nullable String signal,
        boolean timedOut,
        boolean cancelled,
        long durationMs,
        @Nullable Captured stdout,
        @Nullable Captured stderr,
        @Nullable String sandbox) {
    /** The same end, with output that was streamed and collected. */
    public ExecResult withOutput(Captured out, Captured err) {
        return new ExecResult(exitCode, signal, timedOut, cancelled, durationMs, out, err, sandbox);
    }
}
