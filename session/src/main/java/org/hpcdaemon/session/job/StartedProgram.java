package org.hpcdaemon.session.job;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.hpcdaemon.linux.process.ProcessTree;
import org.hpcdaemon.linux.process.TreeCookie;
import org.hpcdaemon.linux.system.Child;
import org.hpcdaemon.linux.system.Exit;
import org.hpcdaemon.linux.system.Spawner;
import org.hpcdaemon.protocol.message.value.SignalName;
import org.jspecify.annotations.Nullable;

/** What was started on this machine, with all that came from it: to run here, or for a command in a job. Thread-safe. */
public final class StartedProgram implements AutoCloseable {
    /** For a command in a job, from KILL where it runs, by the scheduler, to the end of what was started for it here. */
    private static final Duration END_OF_STEP = Duration.ofSeconds(10);

    private final Child child;
    private final ProcessTree tree;
    private final JobCommands.@Nullable Prepared placed;
    private boolean closed;

    /**
     * @param cookie with which it was started
     * @param placed in its job; absent: it runs here
     */
    public StartedProgram(
            Child child, TreeCookie cookie, Spawner.Origin origin, JobCommands.@Nullable Prepared placed) {
        this.child = child;
        this.tree = new ProcessTree(child.pid(), cookie, origin);
        this.placed = placed;
    }

    /** In its job; absent: it runs here. */
    public JobCommands.@Nullable Prepared placed() {
        return placed;
    }

    /** Hears how it ended, if nobody asked it to. */
    public void endedByItself(Exit exit) {
        if (placed != null && exit instanceof Exit.Code) {
            placed.over();
        }
    }

    /**
     * Ends all of it, asked first by these signals. In a job it is asked there and has the grace; what runs here for it would make KILL of
     * the first of them.
     */
    public void end(Duration grace, SignalName... ask) throws InterruptedException {
        if (placed == null || ask.length == 0) {
            tree.end(grace, ask);
            return;
        }
        placed.ask(ask);
        try {
            child.exit().get(grace.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException _) {
            // It is ended without being asked.
        }
        tree.end(END_OF_STEP, ask);
    }

    /** Whether that process of this machine is one of it now. */
    public boolean contains(int pid) {
        return tree.contains(pid);
    }

    /** Whether that process of this machine is the command itself and not something the command has started. */
    public boolean isCommand(int pid) {
        return tree.isCommand(pid);
    }

    /** Lets go of it, once, and ends what may still run of it in its job. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        tree.close();
        if (placed != null) {
            placed.close();
        }
    }
}
