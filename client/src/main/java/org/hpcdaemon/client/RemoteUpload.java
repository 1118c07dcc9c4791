package org.hpcdaemon.client;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import org.hpcdaemon.client.session.Session;
import org.hpcdaemon.client.stream.SendStream;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.FileRequest;
import org.hpcdaemon.protocol.message.file.FileWritten;

/**
 * A file on its way to the daemon, whatever happens to the connection. Write its bytes, beginning with the one at {@link #from}, then ask
 * for the {@link #result}: the file has its name then. Used by one thread.
 */
public final class RemoteUpload {
    private final Session session;
    private final int stream;
    private final long from;
    private final SendStream bytes;
    private final CompletableFuture<FileWritten> result;

    /** @param from how much the daemon has already, of the same key */
    RemoteUpload(Session session, FileRequest.Upload request, long from) {
        this.session = session;
        this.from = from;
        stream = session.streams().next();
        bytes = session.streams().send(stream, from);
        result = session.start(() -> request.withStream(stream), FileWritten.class, _ -> {});
        var _ = result.whenComplete((_, failure) -> bytes.fail(
                failure == null
                        ? new IOException("the file was written already")
                        : new IOException(failure.getMessage(), failure)));
    }

    /** The first byte that is wanted: what is before it, an earlier attempt with the same key has left there. */
    public long from() {
        return from;
    }

    /** Where its bytes are written to. */
    public OutputStream bytes() {
        return bytes;
    }

    /** Whether the daemon has answered and takes no more bytes: {@link #result} has the answer. */
    public boolean isAnswered() {
        return result.isDone();
    }

    /** Says that nothing follows, and waits until the file has its name. Throws {@link HpcException}: the daemon's refusal. */
    public FileWritten result() {
        bytes.close();
        try {
            return Session.join(result);
        } finally {
            session.streams().forget(stream);
        }
    }
}
