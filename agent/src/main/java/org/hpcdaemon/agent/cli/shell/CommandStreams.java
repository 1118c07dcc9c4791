package org.hpcdaemon.agent.cli.shell;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.hpcdaemon.agent.cli.shared.Context;
import org.hpcdaemon.agent.cli.shared.OnSignal;
import org.hpcdaemon.cli.Text;
import org.hpcdaemon.client.RemoteCommand;
import org.hpcdaemon.client.stream.StreamFailedException;
import org.hpcdaemon.client.stream.StreamGapException;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.exec.ExecResult;
import org.jspecify.annotations.Nullable;

/** A remote command joined to streams of this process. */
public final class CommandStreams {
    private static final int PIECE = 64 << 10;

    private final Context context;

    CommandStreams(Context context) {
        this.context = context;
    }

    /** Takes an output piece by piece. */
    interface Sink {
        void add(byte[] bytes, int from, int count);
    }

    /** Standard output and standard error of this process, as they come: their reader may answer on standard input. */
    ExecResult run(RemoteCommand command, boolean stdin) throws IOException {
        return run(command, stdin, this::print, context.err()::write);
    }

    private void print(byte[] bytes, int from, int count) {
        context.out().write(bytes, from, count);
        context.out().flush();
    }

    /** Returns when it has ended and all that came of its output was taken. */
    ExecResult run(RemoteCommand command, boolean stdin, Sink out, Sink err) throws IOException {
        try (OnSignal _ = new OnSignal(command::cancel)) {
            if (stdin) {
                // Nothing waits for it: the command may end and leave the rest unread, and a pipe may never end.
                Thread.ofVirtual().name("stdin").start(() -> feed(command.stdin()));
            }
            CompletableFuture<@Nullable Void> errors = new CompletableFuture<>();
            Thread.ofVirtual().name("stderr").start(() -> {
                try {
                    drain("error", command.stderr(), err);
                    errors.complete(null);
                } catch (IOException | RuntimeException e) {
                    errors.completeExceptionally(e);
                }
            });
            try {
                drain("output", command.stdout(), out);
            } catch (HpcException e) {
                // Its output has no reader any longer, as after a hang-up.
                cancel(command);
                throw e;
            }
            ExecResult result = command.result();
            errors.join();
            return result;
        } catch (IOException e) {
            // A command that was refused, or lost, fails its streams.
            if (e.getCause() instanceof HpcException cause) {
                throw cause;
            }
            throw e;
        }
    }

    public static void sayTimedOut(Context context, ExecResult result, @Nullable Duration timeout) {
        if (result.timedOut() && timeout != null) {
            context.err()
                    .println("hpc: timed out after " + timeout.toMillis() / 1000.0
                            + " s; the command was ended, with what it started" + whoIsLeft(result));
        }
    }

    /** Only a sandbox knows all that came from a command. */
    private static String whoIsLeft(ExecResult result) {
        return "enforced".equals(result.sandbox())
                ? ""
                : "; without a sandbox, a process that left its session and cleared its environment may go on";
    }

    private static void cancel(RemoteCommand command) {
        try {
            command.cancel();
        } catch (HpcException _) {
            // It has ended, or cannot be reached: either way there is nothing left to do from here.
        }
    }

    private void feed(OutputStream remote) {
        try (remote) {
            context.in().transferTo(remote);
        } catch (IOException _) {
            // The command has ended and reads no more; its exit code says how.
        }
    }

    /** What is missing is told, and does not withhold the command's exit code. */
    private void drain(String name, InputStream from, Sink to) throws IOException {
        byte[] piece = new byte[PIECE];
        int count = 0;
        while (count >= 0) {
            try {
                count = from.read(piece);
                to.add(piece, 0, Math.max(0, count));
            } catch (StreamGapException gap) {
                context.err().println("hpc: standard " + name + ": " + gap.getMessage());
            } catch (StreamFailedException failed) {
                context.err().println("hpc: standard " + name + ": " + Text.orDash(failed.getMessage()));
                return;
            }
        }
    }
}
