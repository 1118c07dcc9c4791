package org.hpcdaemon.agent.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.hpcdaemon.client.RemoteCommand;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.ExecResult;
import org.jspecify.annotations.Nullable;

/** A remote command joined to this process's own standard streams. */
final class CommandStreams {
    private static final int PIECE = 64 << 10;

    private final Context context;
    private final @Nullable Duration timeout;

    /** @param timeout the command's own, for the message */
    CommandStreams(Context context, @Nullable Duration timeout) {
        this.context = context;
        this.timeout = timeout;
    }

    /** Returns the exit code that stands for how it ended. */
    int run(RemoteCommand command, boolean stdin) throws IOException {
        AtomicBoolean over = new AtomicBoolean();
        Thread interrupt = Thread.ofPlatform().unstarted(() -> cancel(command, over));
        Runtime.getRuntime().addShutdownHook(interrupt);
        if (stdin) {
            Thread.ofVirtual().name("stdin").start(() -> feed(command.stdin()));
        }
        CompletableFuture<@Nullable Void> err = new CompletableFuture<>();
        Thread.ofVirtual().name("stderr").start(() -> {
            try {
                copy(command.stderr(), context.err());
                err.complete(null);
            } catch (IOException e) {
                err.completeExceptionally(e);
            }
        });
        try {
            copy(command.stdout(), context.out());
        } catch (HpcException e) {
            // Nobody takes its output any more, as after a hang-up.
            cancel(command, over);
            throw e;
        }
        ExecResult result = command.result();
        err.join();
        over.set(true);
        if (result.timedOut() && timeout != null) {
            context.err()
                    .println("hpc: timed out after " + timeout.toMillis() / 1000.0
                            + " s; the command and all it started were ended");
        }
        return exitCode(result);
    }

    /** Ctrl-C here ends the command there. */
    private static void cancel(RemoteCommand command, AtomicBoolean over) {
        if (!over.get()) {
            try {
                command.cancel();
            } catch (HpcException _) {
                // It has ended, or cannot be reached: either way there is nothing left to do from here.
            }
        }
    }

    private void feed(OutputStream remote) {
        try (remote) {
            context.in().transferTo(remote);
        } catch (IOException _) {
            // The command has ended and reads no more; its exit code says how.
        }
    }

    static void copy(InputStream from, PrintStream to) throws IOException {
        byte[] piece = new byte[PIECE];
        for (int count = from.read(piece); count >= 0; count = from.read(piece)) {
            to.write(piece, 0, count);
            to.flush();
        }
    }

    static int exitCode(ExecResult result) {
        if (result.timedOut()) {
            return RemoteExit.TIMED_OUT;
        }
        if (result.exitCode() != null) {
            return result.exitCode();
        }
        return RemoteExit.SIGNAL + Signals.number(result.signal());
    }
}
