package org.hpcdaemon.session.file.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import org.hpcdaemon.linux.descriptor.FileHandle;
import org.hpcdaemon.linux.descriptor.FileKind;
import org.hpcdaemon.linux.descriptor.FilePlace;
import org.hpcdaemon.linux.descriptor.FilePlaces;
import org.hpcdaemon.linux.descriptor.FileStatus;
import org.hpcdaemon.linux.file.FileDigest;
import org.hpcdaemon.protocol.Sha256;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.file.FilePath;
import org.hpcdaemon.protocol.frame.StreamFrame;
import org.hpcdaemon.protocol.message.FileRequest;
import org.hpcdaemon.protocol.message.Notice;
import org.hpcdaemon.protocol.message.file.FileSent;
import org.hpcdaemon.session.file.call.CallPulse;
import org.hpcdaemon.session.file.call.FileFacts;
import org.hpcdaemon.session.file.call.FileTrouble;
import org.hpcdaemon.session.route.Route;

/** An open file on its way to an agent, from an offset on. Used by one thread, but for the route's end. */
final class Sending implements AutoCloseable {
    /** Read for the sum alone, at once. */
    private static final int BLOCK = 256 << 10;

    private static final String CLOSED = "the connection has closed";

    private final FileHandle file;
    private final FilePath path;
    private final FileStatus status;
    private final long from;

    /** Memory of a piece that was sent, used again once the agent has all up to its end. */
    private static final class Sent {
        private final byte[] bytes = new byte[StreamFrame.MAX_BYTES];
        private long end;
    }

    private Sending(FileHandle file, FilePath path, FileStatus status, long from) {
        this.file = file;
        this.path = path;
        this.status = status;
        this.from = from;
    }

    static Sending open(FileHandle root, FilePath path, FileRequest.Download request) throws IOException {
        try (FilePlace place = FilePlaces.find(root, path.bytes(), true)) {
            FileStatus status = place.known();
            if (status.kind() != FileKind.FILE) {
                throw FileTrouble.notAFile(request.path(), status.kind());
            }
            if (request.from() > status.size()) {
                throw HpcException.invalid(
                        "offset " + request.from() + " is past the end of " + request.path() + ", " + status.size());
            }
            return new Sending(place.file().reading(), FilePath.of(place.path().bytes()), status, request.from());
        }
    }

    /** Returns when the agent has acknowledged all of it. */
    FileSent to(Route route, int stream, CallPulse pulse) throws IOException {
        try (SendWindow window = new SendWindow(route, from)) {
            pulse.onEnd(window::stop);
            try (Route.Binding _ = route.bind(stream, window)) {
                MessageDigest digest = FileDigest.sha256();
                sum(digest, pulse);
                long size = send(window, route, stream, digest, pulse);
                pulse.waiting(true);
                window.awaitAcknowledged();
                return new FileSent(path, size, FileFacts.mode(status.mode()), status.modified(), Sha256.hex(digest));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            pulse.beat();
            throw new HpcException(ErrorCode.ENDED, CLOSED, e);
        }
    }

    /** What the agent has already is read for the sum alone. */
    private void sum(MessageDigest digest, CallPulse pulse) throws IOException {
        byte[] block = new byte[(int) Math.min(BLOCK, from)];
        for (long at = 0; at < from; ) {
            pulse.beat();
            int count = file.read(block, 0, (int) Math.min(block.length, from - at), at);
            if (count == 0) {
                throw new HpcException(
                        ErrorCode.CONFLICT, path + " was cut to " + at + " bytes meanwhile; ask for it from its begin");
            }
            digest.update(block, 0, count);
            at += count;
        }
    }

    /** The offset at which the file ended. */
    private long send(SendWindow window, Route route, int stream, MessageDigest digest, CallPulse pulse)
            throws IOException, InterruptedException {
        Deque<Sent> sent = new ArrayDeque<>();
        long at = from;
        while (true) {
            pulse.waiting(true);
            int most = window.take(StreamFrame.MAX_BYTES);
            if (most == 0) {
                throw over(pulse);
            }
            pulse.waiting(false);
            Sent first = sent.peekFirst();
            Sent piece = first != null && first.end <= window.acknowledged() ? sent.removeFirst() : new Sent();
            int count = file.read(piece.bytes, 0, most, at);
            if (count < most) {
                window.giveBack(most - count);
            }
            if (count == 0) {
                pulse.waiting(true);
                boolean _ = route.send(new Notice.StreamEnd(stream, at));
                return at;
            }
            digest.update(piece.bytes, 0, count);
            window.sending(count);
            pulse.waiting(true);
            if (!route.send(new StreamFrame(stream, at, ByteBuffer.wrap(piece.bytes, 0, count)))) {
                throw over(pulse);
            }
            at += count;
            piece.end = at;
            sent.addLast(piece);
        }
    }

    private static HpcException over(CallPulse pulse) {
        pulse.beat();
        return new HpcException(ErrorCode.ENDED, CLOSED);
    }

    @Override
    public void close() {
        file.close();
    }
}
