package org.hpcdaemon.session.file.transfer;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.concurrent.CountDownLatch;
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
import org.hpcdaemon.protocol.message.FileRequest;
import org.hpcdaemon.protocol.message.file.FileSent;
import org.hpcdaemon.session.file.call.CallPulse;
import org.hpcdaemon.session.file.call.FileFacts;
import org.hpcdaemon.session.file.call.FileTrouble;
import org.hpcdaemon.session.route.Route;
import org.hpcdaemon.session.stream.Bound;
import org.hpcdaemon.session.stream.OutputRing;
import org.hpcdaemon.session.stream.StreamSender;

/** An open file on its way to an agent, from an offset on. Used by one thread, but for the route's end. */
final class Sending implements AutoCloseable {
    private static final int BLOCK = 256 << 10;

    // As of a command's output: half a window.
    private static final int RING = 512 << 10;

    private final FileHandle file;
    private final FilePath path;
    private final FileStatus status;
    private final long from;
    private final CountDownLatch over = new CountDownLatch(1);

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
        OutputRing ring = new OutputRing(RING, false, System::nanoTime, from);
        OutputRing.Place place = new OutputRing.Place();
        ring.hold(place, from);
        StreamSender sender = new StreamSender(ring, place, from, route, stream, new StreamSender.Listener() {
            @Override
            public void ended() {}

            @Override
            public void taken() {
                over.countDown();
            }
        });
        Runnable stop = () -> {
            ring.release();
            over.countDown();
        };
        pulse.onEnd(stop);
        try (Bound bound = new Bound(route, stream, sender, null, stop)) {
            bound.start();
            MessageDigest digest = FileDigest.sha256();
            long size = send(ring, digest, pulse);
            ring.end();
            pulse.waiting(true);
            over.await();
            return new FileSent(path, size, FileFacts.mode(status.mode()), status.modified(), Sha256.hex(digest));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HpcException(ErrorCode.INTERNAL, "the daemon stopped meanwhile", e);
        } finally {
            ring.release();
        }
    }

    /** What the agent has already is read for the sum alone. */
    private long send(OutputRing ring, MessageDigest digest, CallPulse pulse) throws IOException, InterruptedException {
        byte[] block = new byte[BLOCK];
        long at = 0;
        while (true) {
            pulse.beat();
            int most = (int) Math.min(BLOCK, at < from ? from - at : BLOCK);
            int count = file.read(block, 0, most, at);
            if (count == 0) {
                return at;
            }
            digest.update(block, 0, count);
            pulse.waiting(true);
            if (at >= from && !ring.append(block, count)) {
                throw new HpcException(ErrorCode.ENDED, "the connection has closed");
            }
            pulse.waiting(false);
            at += count;
        }
    }

    @Override
    public void close() {
        file.close();
    }
}
