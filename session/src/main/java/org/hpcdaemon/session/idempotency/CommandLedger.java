package org.hpcdaemon.session.idempotency;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.message.exec.ExecInfo;
import org.hpcdaemon.session.route.Caller;
import org.jspecify.annotations.Nullable;

/** The commands that an agent has begun, for as long as their keys are known. Thread-safe. */
public interface CommandLedger {
    /** With sizes, of zero, if it has ended and its output was collected. */
    Optional<ExecInfo> command(Caller caller, IdempotencyKey key);

    /** Waits until the command with that key has its answer, if it is under way, for so long at most. */
    void await(Caller caller, IdempotencyKey key, Duration most) throws InterruptedException;

    /**
     * The newest first.
     *
     * @param active only those that run
     * @param after those that are older than this one
     */
    List<ExecInfo> commands(Caller caller, boolean active, @Nullable IdempotencyKey after, int limit);
}
