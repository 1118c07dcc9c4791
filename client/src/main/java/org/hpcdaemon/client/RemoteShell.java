package org.hpcdaemon.client;

import java.time.Duration;
import org.hpcdaemon.client.session.Session;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.id.ShellId;
import org.hpcdaemon.protocol.message.Done;
import org.hpcdaemon.protocol.message.ShellRequest;
import org.hpcdaemon.protocol.message.ShellRunResult;
import org.hpcdaemon.protocol.message.SignalName;
import org.jspecify.annotations.Nullable;

/** A live shell on the daemon. Thread-safe. */
public final class RemoteShell {
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
     * Runs a command in the shell, so that what it changes there persists.
     *
     * @param timeout after which the answer says that the command is still running; null: wait for its end
     */
    public ShellRunResult run(String command, @Nullable Duration timeout) {
        return run(ids.key(), command, timeout);
    }

    /** As {@link #run(String, Duration)}; the same key again does not run it again, and gets its answer. */
    public ShellRunResult run(IdempotencyKey key, String command, @Nullable Duration timeout) {
        return session.call(
                new ShellRequest.Run(
                        key, shell, command, null, false, timeout == null ? null : Long.valueOf(timeout.toMillis())),
                ShellRunResult.class);
    }

    /**
     * Attaches to the terminal.
     *
     * @param from the first output offset wanted; null: what comes from now on
     */
    public ShellAttachment attach(@Nullable Long from) {
        return new ShellAttachment(session, ids.reader(), shell, from).open();
    }

    public void resize(int rows, int cols) {
        session.call(new ShellRequest.Resize(shell, rows, cols), Done.class);
    }

    public void signal(SignalName signal) {
        session.call(new ShellRequest.Signal(shell, signal), Done.class);
    }

    /** Ends the shell and everything started in it. */
    public void close() {
        session.call(new ShellRequest.Close(shell), Done.class);
    }
}
