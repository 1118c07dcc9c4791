package org.hpcdaemon.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import org.hpcdaemon.client.session.Session;
import org.hpcdaemon.client.stream.ReceiveStream;
import org.hpcdaemon.client.stream.SendStream;
import org.hpcdaemon.protocol.message.Done;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.ExecResult;
import org.jspecify.annotations.Nullable;

/**
 * A command that runs on the daemon, its output streamed. Read both outputs to their ends, each on its own
 * thread, then ask for the result. Runs once however often the connection breaks.
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
        return new ExecRequest.Run(
                request.key(),
                request.argv(),
                request.command(),
                request.cwd(),
                request.env(),
                request.stdin(),
                request.timeoutMs(),
                new ExecRequest.Streams(stdinNumber, stdoutNumber, stderrNumber, stdout.received(), stderr.received()));
    }

    /** Closing it ends the command's standard input. */
    public OutputStream stdin() {
        return stdin == null ? OutputStream.nullOutputStream() : stdin;
    }

    public InputStream stdout() {
        return stdout;
    }

    public InputStream stderr() {
        return stderr;
    }

    /** Waits for the end. */
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
