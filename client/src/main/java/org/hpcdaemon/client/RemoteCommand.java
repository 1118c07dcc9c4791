package org.hpcdaemon.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.hpcdaemon.client.session.Session;
import org.hpcdaemon.client.stream.ReceiveStream;
import org.hpcdaemon.client.stream.SendStream;
import org.hpcdaemon.client.stream.StreamFailedException;
import org.hpcdaemon.client.stream.StreamGapException;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.Done;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.exec.ExecResult;
import org.jspecify.annotations.Nullable;

/**
 * A command that runs on the daemon, its output streamed. {@link #transferTo} passes all of it on; or else read both outputs to
 * their ends, each on a thread of its own, then ask for the {@link #result}: a command whose output is not read is held up after
 * 1 MiB. Runs once however often the connection breaks. Thread-safe; each stream is for one thread.
 */
public final class RemoteCommand {
    private final Session session;
    private final ExecRequest.Run request;
    private final @Nullable Integer stdinNumber;
    private final int stdoutNumber;
    private final int stderrNumber;
    private final @Nullable SendStream stdin;
    private final ReceiveStream stdout;
    private final ReceiveStream stderr;
    private final CompletableFuture<ExecResult> result;

    RemoteCommand(Session session, ExecRequest.Run request, boolean withStdin) {
        this.session = session;
        this.request = request;
        stdinNumber = withStdin ? session.streams().next() : null;
        stdoutNumber = session.streams().next();
        stderrNumber = session.streams().next();
        stdin = stdinNumber == null ? null : session.streams().send(stdinNumber);
        stdout = session.streams().receive(stdoutNumber);
        stderr = session.streams().receive(stderrNumber);
        result = session.start(this::current, ExecResult.class, _ -> {});
        var _ = result.exceptionally(failure -> {
            IOException cause = new IOException(failure.getMessage(), failure);
            stdout.fail(cause);
            stderr.fail(cause);
            return null;
        });
    }

    private ExecRequest.Run current() {
        return request.withStreams(
                new ExecRequest.Streams(stdinNumber, stdoutNumber, stderrNumber, stdout.received(), stderr.received()));
    }

    /** Closing it ends the command's standard input. Takes and drops everything if the command was started without one. */
    public OutputStream stdin() {
        return stdin == null ? OutputStream.nullOutputStream() : stdin;
    }

    /** Throws {@link StreamGapException} where bytes are missing and {@link StreamFailedException} if the daemon gave it up. */
    public InputStream stdout() {
        return stdout;
    }

    /** As {@link #stdout}. */
    public InputStream stderr() {
        return stderr;
    }

    /**
     * Passes on both outputs until they end, then waits for the command's end. Closes neither.
     *
     * @param out written to by this thread
     * @param err written to by another thread at the same time
     * @throws IOException if one of the two cannot be written to, or a piece of the output is lost
     */
    public ExecResult transferTo(OutputStream out, OutputStream err) throws IOException {
        CompletableFuture<Long> errors = new CompletableFuture<>();
        Thread.ofVirtual().name("stderr").start(() -> {
            try {
                errors.complete(stderr.transferTo(err));
            } catch (IOException | RuntimeException e) {
                errors.completeExceptionally(e);
            }
        });
        try {
            stdout.transferTo(out);
            errors.join();
        } catch (IOException e) {
            throw unwrapped(e);
        } catch (CompletionException e) {
            throw unwrapped(e.getCause() instanceof IOException io ? io : new IOException(e.getCause()));
        }
        return result();
    }

    /** A command that was refused or lost fails its streams, with why. */
    private static IOException unwrapped(IOException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof HpcException known) {
                throw known;
            }
        }
        return failure;
    }

    /** Waits for the end. Throws {@link HpcException}: the daemon's refusal, or of {@code OUTCOME_UNKNOWN} if its answer is lost. */
    public ExecResult result() {
        try {
            return Session.join(result);
        } finally {
            session.streams().forget(stdoutNumber);
            session.streams().forget(stderrNumber);
            if (stdinNumber != null) {
                session.streams().forget(stdinNumber);
            }
        }
    }

    /** Ends the command and everything it started: TERM, then KILL. */
    public void cancel() {
        session.call(new ExecRequest.Cancel(request.key()), Done.class);
    }
}
