package org.hpcdaemon.client;

import java.time.Duration;
import org.hpcdaemon.client.session.Session;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.id.ShellId;
import org.hpcdaemon.protocol.message.Done;
import org.hpcdaemon.protocol.message.ShellRequest;
import org.hpcdaemon.protocol.message.shell.ShellRunResult;
import org.hpcdaemon.protocol.message.value.LogChunk;
import org.hpcdaemon.protocol.message.value.SignalName;
import org.jspecify.annotations.Nullable;

/**
 * A live shell on the daemon: bash on a terminal of its own. It outlives connections and sessions until {@link #close}, unless
 * the daemon ends. All methods throw {@link HpcException}: of {@code NOT_FOUND} if this agent has no such shell. Thread-safe.
 */
public final class RemoteShell implements AutoCloseable {
    private final Session session;
    private final RandomIds ids;
    private final ShellId shell;

    RemoteShell(Session session, RandomIds ids, ShellId shell) {
        this.session = session;
        this.ids = ids;
        this.shell = shell;
    }

    public ShellId id() {
        return shell;
    }

    /**
     * Runs a command in the shell to its end, so that what it changes there persists. One at a time: a second gets {@code BUSY}.
     */
    public ShellRunResult run(String command) {
        return run(ids.key(), command, null);
    }

    /** As {@link #run(String)}; after {@code timeout} the answer says that the command is still running. */
    public ShellRunResult run(String command, Duration timeout) {
        return run(ids.key(), command, timeout);
    }

    /**
     * As {@link #run(String)}; the same key again does not run it again, and gets its answer.
     *
     * @param timeout after which the answer says that the command is still running; null: wait for its end
     */
    public ShellRunResult run(IdempotencyKey key, String command, @Nullable Duration timeout) {
        return session.call(
                new ShellRequest.Run(
                        key, shell, command, null, false, timeout == null ? null : Long.valueOf(timeout.toMillis())),
                ShellRunResult.class);
    }

    /** Attaches to the terminal, for what comes from now on. */
    public ShellAttachment attach() {
        return new ShellAttachment(session, ids.reader(), shell, null).open();
    }

    /**
     * Attaches to the terminal.
     *
     * @param from the first output offset wanted, 0 for all; what the shell no longer has is a gap in the output
     */
    public ShellAttachment attach(long from) {
        return new ShellAttachment(session, ids.reader(), shell, from).open();
    }

    /**
     * A piece of what it printed, without attaching: nothing is held up for who asks, and what was dropped before is missing.
     *
     * @param from the first offset wanted; null: the last {@code most}
     * @param most bytes; null: 64 KiB
     * @param wait for a byte at {@code from}, or its end, if there is none yet: at most 30 s
     */
    public LogChunk output(@Nullable Long from, @Nullable Integer most, Duration wait) {
        return session.call(
                new ShellRequest.Output(shell, from, most, Math.toIntExact(wait.toMillis())), LogChunk.class);
    }

    /** Sets the terminal's size, in character cells. */
    public void resize(int rows, int cols) {
        session.call(new ShellRequest.Resize(shell, rows, cols), Done.class);
    }

    /** To the foreground process group; during a run to its command. */
    public void signal(SignalName signal) {
        session.call(new ShellRequest.Signal(shell, signal), Done.class);
    }

    /** Ends the shell and everything started in it. */
    @Override
    public void close() {
        session.call(new ShellRequest.Close(shell), Done.class);
    }
}
