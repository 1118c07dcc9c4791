package org.hpcdaemon.session.stream;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.hpcdaemon.linux.system.Fd;
import org.hpcdaemon.linux.system.Threads;

/**
 * Reads a command's output to its end. The end is that of the last process that has it open; when the command
 * itself has ended and something it left behind still has, the pump takes what is in the pipe, waits
 * {@link #DRAIN} for a straggler, and lets go: such a process gets SIGPIPE when it writes again.
 */
public final class OutputPump {
    /** How long it waits for the next byte after the command's end. */
    public static final Duration DRAIN = Duration.ofMillis(500);

    // All that the command itself wrote is among this much: a pipe's capacity by default and as far as it can be
    // raised without privileges (fs.pipe-max-size).
    private static final long PIPE_BYTES = 1 << 20;
    // One that goes on and on is not waited for longer than this, its pipe emptied.
    private static final Duration MAX_DRAIN = Duration.ofSeconds(2);
    private static final int BUFFER = 64 << 10;

    /** Takes the bytes, waiting while there is no room; false to read no more. */
    public interface Sink {
        boolean take(byte[] bytes, int length) throws InterruptedException;

        /** No more will come. */
        void end();
    }

    private final Fd fd;
    private final Sink sink;
    private final CompletableFuture<Boolean> done = new CompletableFuture<>();
    private volatile boolean commandEnded;

    private OutputPump(Fd fd, Sink sink) {
        this.fd = fd;
        this.sink = sink;
    }

    /** Begins to read on a platform thread; closes the descriptor at the end. */
    public static OutputPump start(String name, Fd fd, Sink sink) {
        OutputPump pump = new OutputPump(fd, sink);
        Threads.start(name, pump::run);
        return pump;
    }

    /** Completes when all was read and given to the sink. */
    public CompletableFuture<Boolean> done() {
        return done.copy();
    }

    /** The command has ended; what it left behind is not waited for much longer. */
    public void commandEnded() {
        commandEnded = true;
        fd.wake();
    }

    /** Reads no more. */
    public void stop() {
        fd.close();
    }

    private void run() {
        try {
            byte[] buffer = new byte[BUFFER];
            boolean open = true;
            long afterEnd = 0;
            long since = 0;
            while (open) {
                boolean draining = commandEnded;
                if (draining && since == 0) {
                    since = System.nanoTime();
                }
                int count = fd.read(buffer, draining ? (int) DRAIN.toMillis() : -1);
                if (count > 0) {
                    afterEnd += draining ? count : 0;
                    boolean enough = afterEnd > PIPE_BYTES
                            || (draining && System.nanoTime() - since > MAX_DRAIN.toNanos() && count < BUFFER);
                    open = sink.take(buffer, count) && !enough;
                } else {
                    open = count == Fd.WOKEN;
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            fd.close();
            sink.end();
            done.complete(true);
        }
    }
}
