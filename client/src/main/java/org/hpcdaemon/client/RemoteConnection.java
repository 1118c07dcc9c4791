package org.hpcdaemon.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import org.hpcdaemon.client.session.Participant;
import org.hpcdaemon.client.session.Session;
import org.hpcdaemon.client.stream.ReceiveStream;
import org.hpcdaemon.client.stream.SendStream;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.Done;
import org.hpcdaemon.protocol.message.ForwardRequest;
import org.hpcdaemon.protocol.message.forward.ForwardOpened;

/**
 * A TCP connection from the daemon's machine to a port that it reaches. It ends with the agent's own connection to the daemon: what is
 * on its way then is lost, and both streams fail. Each stream is for one thread.
 */
public final class RemoteConnection implements AutoCloseable {
    private final Session session;
    private final int stream;
    private final SendStream out;
    private final ReceiveStream in;
    private final Participant ending = new Ending();
    private final ForwardOpened opened;

    /** Waits for the connection. Throws {@link HpcException}: why there is none. */
    RemoteConnection(Session session, ForwardRequest.Open request) {
        this.session = session;
        stream = session.streams().next();
        in = session.streams().receive(stream);
        out = session.streams().send(stream);
        try {
            opened = Session.join(session.start(() -> request.withStream(stream), ForwardOpened.class, _ -> {
                session.add(ending);
                session.streams().resume(out, 0);
            }));
        } catch (RuntimeException e) {
            session.streams().forget(stream);
            throw e;
        }
    }

    /** A connection that is lost is not made again: the daemon has closed it at its end. */
    private final class Ending implements Participant {
        @Override
        public void connected() {}

        @Override
        public void lost(HpcException cause) {
            failed(cause);
        }

        @Override
        public void failed(HpcException cause) {
            IOException failure = new IOException(cause.reason(), cause);
            in.fail(failure);
            out.fail(failure);
        }
    }

    /** What is connected to. */
    public ForwardOpened opened() {
        return opened;
    }

    /** What comes from there, until the other side ends its own. */
    public InputStream in() {
        return in;
    }

    /** What goes there; closing it ends this direction alone. */
    public OutputStream out() {
        return out;
    }

    /** Ends both directions at once. Does not wait for the daemon. Idempotent. */
    @Override
    public void close() {
        session.remove(ending);
        session.streams().forget(stream);
        if (!session.isOver()) {
            CompletableFuture<Done> _ = session.start(() -> new ForwardRequest.Close(stream), Done.class, _ -> {});
        }
    }
}
