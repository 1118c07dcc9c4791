package org.hpcdaemon.client;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import org.hpcdaemon.client.session.Session;
import org.hpcdaemon.client.stream.ReceiveStream;
import org.hpcdaemon.client.stream.StreamFailedException;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.file.FilePath;
import org.hpcdaemon.protocol.message.FileRequest;
import org.hpcdaemon.protocol.message.file.FileSent;

/**
 * A file on its way from the daemon, whatever happens to the connection. Read its bytes to their end, then ask for the {@link #result},
 * whose sum is that of the whole file: if it is not that of what was read, the file was changed meanwhile. Used by one thread.
 */
public final class RemoteDownload {
    private final Session session;
    private final int stream;
    private final ReceiveStream bytes;
    private final CompletableFuture<FileSent> result;

    RemoteDownload(Session session, FilePath path, long from) {
        this.session = session;
        stream = session.streams().next();
        bytes = session.streams().receive(stream);
        bytes.startAt(from);
        result = session.start(() -> new FileRequest.Download(path, stream, bytes.received()), FileSent.class, _ -> {});
        var _ = result.exceptionally(failure -> {
            bytes.fail(new IOException(failure.getMessage(), failure));
            return null;
        });
    }

    /** Its bytes, from the offset asked for. Throws {@link StreamFailedException} if the daemon gave it up. */
    public InputStream bytes() {
        return bytes;
    }

    /** Waits until all of it was sent. Throws {@link HpcException}: the daemon's refusal. */
    public FileSent result() {
        try {
            return Session.join(result);
        } finally {
            session.streams().forget(stream);
        }
    }
}
