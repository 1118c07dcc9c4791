package org.hpcdaemon.protocol.message;

import java.time.Instant;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.jspecify.annotations.Nullable;

/**
 * A command as the daemon knows it.
 *
 * @param command how it begins, one line, for whoever has several to tell apart
 * @param endedAt absent unless it ended
 * @param result how it ended, without its output; absent unless it ended, and if the daemon no longer knows
 * @param message why it was refused; absent otherwise
 * @param stdoutBytes what it has printed; absent where its output is streamed, and in {@code exec.list}
 * @param stderrBytes the same of standard error
 */
public record ExecInfo(
        IdempotencyKey key,
        String command,
        ExecState state,
        Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable ExecResult result,
        @Nullable String message,
        @Nullable Long stdoutBytes,
        @Nullable Long stderrBytes) {
    public ExecInfo {
        Checks.required("key", key);
        Checks.required("command", command);
        Checks.required("state", state);
        Checks.required("startedAt", startedAt);
    }

    /** The same, with what it has printed. */
    public ExecInfo withSizes(long stdout, long stderr) {
        return new ExecInfo(key, command, state, startedAt, endedAt, result, message, stdout, stderr);
    }
}
