package org.hpcdaemon.daemon.life;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.hpcdaemon.daemon.config.KeyMark;
import org.hpcdaemon.daemon.life.RunStatus.Connection;
import org.hpcdaemon.daemon.life.RunStatus.LinkState;
import org.hpcdaemon.linux.process.DaemonLoop;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a daemon's {@link RunFile} true: at once when the connection changes, within {@link #REPORT_INTERVAL} otherwise. One
 * thread writes, so that no reporting thread waits for a slow file system.
 */
public final class RunReport implements AutoCloseable {
    /** How old the numbers of commands and shells may be; the file is written only if it changed. */
    private static final Duration REPORT_INTERVAL = Duration.ofSeconds(5);

    private static final Logger LOG = System.getLogger(RunReport.class.getName());

    private final RunFile file;
    private final IntSupplier commands;
    private final IntSupplier shells;
    private final Supplier<Optional<Instant>> schedulerSilence;
    private final InstantSource clock;
    private final AtomicReference<RunStatus> status;
    private final Semaphore changed = new Semaphore(1);
    private final DaemonLoop loop = new DaemonLoop("run report", this::report);
    private @Nullable RunStatus written;

    /**
     * @param initial the link is connecting
     * @param commands how many run now
     * @param shells how many live now
     * @param schedulerSilence since when the scheduler has not answered; empty if it answers
     */
    public RunReport(
            RunFile file,
            RunStatus initial,
            IntSupplier commands,
            IntSupplier shells,
            Supplier<Optional<Instant>> schedulerSilence,
            InstantSource clock) {
        this.file = file;
        this.commands = commands;
        this.shells = shells;
        this.schedulerSilence = schedulerSilence;
        this.clock = clock;
        this.status = new AtomicReference<>(initial);
    }

    public void start() {
        loop.start();
    }

    /** The platform has welcomed it, on a connection that was made with that key. */
    public void online(KeyMark key) {
        change(Connection.online(clock.instant(), key));
    }

    /**
     * Said again with the same reason, it is still the same time without a connection.
     *
     * @param stuck see {@link Connection}
     */
    public void offline(String reason, boolean stuck) {
        change(Connection.offline(clock.instant(), reason, stuck));
    }

    private void change(Connection next) {
        Connection before = status.getAndUpdate(was -> was.connection().says(next)
                        ? was
                        : was.with(was.connection().then(next)))
                .connection();
        if (!before.says(next)) {
            boolean online = next.link() == LinkState.ONLINE;
            LOG.log(
                    online ? Level.INFO : Level.WARNING,
                    "{0}",
                    online ? "online" : "not connected to the platform, trying again: " + next.reason());
            changed.release();
        }
    }

    private boolean report() throws InterruptedException {
        boolean ignored = changed.tryAcquire(REPORT_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        changed.drainPermits();
        int running = commands.getAsInt();
        int alive = shells.getAsInt();
        @Nullable Instant silent = schedulerSilence.get().orElse(null);
        UnaryOperator<RunStatus> counted = was -> was.with(running, alive, silent);
        RunStatus now = status.updateAndGet(counted);
        if (!now.equals(written) && write(now, written == null)) {
            written = now;
        }
        return true;
    }

    private boolean write(RunStatus now, boolean first) {
        try {
            file.write(now);
            if (first) {
                file.writePid(now.pid());
            }
            return true;
        } catch (IOException e) {
            LOG.log(
                    Level.WARNING,
                    "the status file was not written; tried again in {0}: {1}",
                    REPORT_INTERVAL,
                    e.getMessage());
            return false;
        }
    }

    /** Removes the file. */
    @Override
    public void close() throws IOException {
        loop.closeAndWait();
        file.remove();
    }
}
