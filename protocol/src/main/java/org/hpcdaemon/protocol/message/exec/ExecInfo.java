package org.hpcdaemon.protocol.message.exec;

import java.time.Instant;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.message.value.Checks;
import org.jspecify.annotations.Nullable;

/**
 * A command as the daemon knows it.
 *
 * @param command its beginning, on one line, by which one of several is recognised
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

    /** The same, as lists show it. */
    public ExecInfo withoutSizes() {
        return new ExecInfo(key, command, state, startedAt, endedAt, result, message, null, null);
    }
}
