package org.hpcdaemon.session.file.transfer;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.hpcdaemon.protocol.Sha256;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.Notice;
import org.hpcdaemon.session.file.call.CallPulse;
import org.hpcdaemon.session.route.Route;
import org.hpcdaemon.session.stream.Bound;
import org.hpcdaemon.session.stream.InputReceiver;

/**
 * A file's bytes on their way from an agent, on one connection. What waits is bounded by the stream's window; acknowledged is what was
 * written. Thread-safe.
 */
final class Arriving {
    private final Route route;
    private final int stream;
    private final BlockingQueue<Step> steps = new LinkedBlockingQueue<>();
    private final CountDownLatch ended = new CountDownLatch(1);

    private sealed interface Step {
        final class Piece implements Step {
            private final byte[] bytes;
            private final CompletableFuture<Boolean> written = new CompletableFuture<>();

            private Piece(byte[] bytes) {
                this.bytes = bytes;
            }
        }

        record End() implements Step {}

        record Cut() implements Step {}
    }

    Arriving(Route route, int stream) {
        this.route = route;
        this.stream = stream;
    }

    /** Takes nothing more; what was written stays. */
    void stop() {
        steps.add(new Step.Cut());
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
        try (InputReceiver receiver = new InputReceiver(new ToSteps(), partial.size())) {
            InputReceiver.Input input = receiver.bind(route, stream);
            try (Bound bound = new Bound(route, stream, null, input, this::stop)) {
                // So the agent knows where to go on.
                boolean _ = route.send(new Notice.StreamAck(stream, input.from()));
                bound.start();
                return write(partial, digest, pulse);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HpcException(ErrorCode.INTERNAL, "the daemon stopped meanwhile", e);
        } finally {
            steps.add(new Step.Cut());
            drain();
        }
    }

    private String write(PartialFile partial, MessageDigest digest, CallPulse pulse)
            throws IOException, InterruptedException {
        while (true) {
            pulse.waiting(true);
            Step step = steps.take();
            pulse.waiting(false);
            pulse.beat();
            switch (step) {
                case Step.Piece piece -> {
                    partial.append(piece.bytes);
                    digest.update(piece.bytes);
                    piece.written.complete(true);
                }
                case Step.End() -> {
                    return Sha256.hex(digest);
                }
                case Step.Cut() ->
                    throw new HpcException(
                            ErrorCode.BUSY,
                            "the upload was cut off after " + partial.size()
                                    + " bytes; ask again with the same key, and it goes on there");
            }
        }
    }

    private void drain() {
        for (Step step = steps.poll(); step != null; step = steps.poll()) {
            if (step instanceof Step.Piece piece) {
                piece.written.complete(false);
            }
        }
    }

    /** Its thread is a virtual one, which must not wait for a disk: another writes. */
    private final class ToSteps implements InputReceiver.Sink {
        @Override
        public boolean write(byte[] bytes) throws InterruptedException {
            Step.Piece piece = new Step.Piece(bytes);
            steps.add(piece);
            try {
                return piece.written.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void end() {
            steps.add(new Step.End());
        }
    }
}
