package org.hpcdaemon.session.file.transfer;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.concurrent.CountDownLatch;
import org.hpcdaemon.protocol.Sha256;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.Notice;
import org.hpcdaemon.session.file.call.CallPulse;
import org.hpcdaemon.session.route.Route;

/** A file on its way from an agent, on one connection. Acknowledged is what was written. Thread-safe. */
final class Arriving {
    private final Route route;
    private final int stream;
    private final ReceiveWindow window = new ReceiveWindow();
    private final CountDownLatch ended = new CountDownLatch(1);

    Arriving(Route route, int stream) {
        this.route = route;
        this.stream = stream;
    }

    /** Takes nothing more; what was written stays. */
    void stop() {
        window.stop();
    }

    void ended() {
        ended.countDown();
    }

    void awaitEnded() throws InterruptedException {
        ended.await();
    }

    /** Writes until the agent says that nothing follows; the SHA-256 of all that is there then. */
    String into(PartialFile partial, CallPulse pulse) throws IOException {
        pulse.onEnd(this::stop);
        MessageDigest digest = partial.digest(pulse);
        window.begin(partial.size());
        try (Route.Binding _ = route.bind(stream, window)) {
            // So the agent knows where to go on.
            boolean _ = route.send(new Notice.StreamAck(stream, partial.size()));
            return write(partial, digest, pulse);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HpcException(ErrorCode.INTERNAL, "the daemon stopped meanwhile", e);
        } finally {
            window.stop();
        }
    }

    private String write(PartialFile partial, MessageDigest digest, CallPulse pulse)
            throws IOException, InterruptedException {
        while (true) {
            pulse.waiting(true);
            ReceiveWindow.Next next = window.next();
            switch (next) {
                case ReceiveWindow.Next.Piece piece -> {
                    pulse.waiting(false);
                    partial.append(piece.bytes(), piece.length());
                    digest.update(piece.bytes(), 0, piece.length());
                    window.written(piece);
                }
                case ReceiveWindow.Next.Acknowledge(long offset) -> {
                    boolean _ = route.send(new Notice.StreamAck(stream, offset));
                }
                case ReceiveWindow.Next.End() -> {
                    pulse.waiting(false);
                    return Sha256.hex(digest);
                }
                case ReceiveWindow.Next.Cut() -> {
                    pulse.beat();
                    throw new HpcException(
                            ErrorCode.BUSY,
                            "the upload was cut off after " + partial.size()
                                    + " bytes; ask again with the same key, and it goes on there");
                }
            }
        }
    }
}
