package org.hpcdaemon.client.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.frame.StreamFrame;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SendStreamTest {
    /** The far end: takes bytes at the offset it expects, drops what comes again, and can be cut off. */
    private static final class Receiver implements SendStream.Wire {
        private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
        private long end = -1;
        private boolean cut;

        @Override
        public synchronized boolean send(StreamFrame frame) {
            if (cut) {
                return false;
            }
            assertThat(frame.offset()).isLessThanOrEqualTo(taken.size());
            byte[] bytes = new byte[frame.bytes().remaining()];
            frame.bytes().get(bytes);
            int known = (int) (taken.size() - frame.offset());
            if (known < bytes.length) {
                taken.write(bytes, known, bytes.length - known);
            }
            return true;
        }

        @Override
        public synchronized boolean sendEnd(int stream, long offset) {
            end = cut ? end : offset;
            return !cut;
        }

        synchronized void cut(boolean off) {
            cut = off;
        }

        synchronized byte[] bytes() {
            return taken.toByteArray();
        }

        synchronized long end() {
            return end;
        }
    }

    private final Receiver receiver = new Receiver();
    private final SendStream stream = new SendStream(1).start();

    @AfterEach
    void endPump() {
        stream.discard();
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(7).nextBytes(bytes);
        return bytes;
    }

    @Test
    void nothingIsSentBeforeTheDaemonListens() throws IOException {
        stream.write(random(10));
        assertThat(receiver.bytes()).isEmpty();
        stream.resume(0, receiver);
        await().until(() -> receiver.bytes().length == 10);
    }

    @Test
    void afterACutItGoesOnWhereTheDaemonSays() throws IOException {
        byte[] input = random(100_000);
        stream.resume(0, receiver);
        stream.write(input, 0, 50_000);
        await().until(() -> receiver.bytes().length == 50_000);
        receiver.cut(true);
        stream.write(input, 50_000, 50_000);
        stream.close();
        stream.disconnected();
        receiver.cut(false);
        // The daemon had less than was sent: the rest was lost with the connection.
        stream.resume(20_000, receiver);
        await().until(() -> receiver.end() == input.length);
        assertThat(receiver.bytes()).isEqualTo(input);
    }

    /** Whatever the sizes are, and wherever in the ring they begin and end. */
    @Test
    void bytesStayAsTheyAreWhileTheRingGrows() throws IOException {
        byte[] input = random(3 * Limits.STREAM_WINDOW);
        Random sizes = new Random(11);
        stream.resume(0, receiver);
        for (int at = 0; at < input.length; ) {
            int count = Math.min(input.length - at, 1 + sizes.nextInt(1 << sizes.nextInt(19)));
            int from = at;
            int unacknowledged = sizes.nextInt(Limits.STREAM_WINDOW / 2 - count / 2);
            stream.write(input, from, count);
            at += count;
            int sent = at;
            await().until(() -> receiver.bytes().length == sent);
            stream.acknowledged(Math.max(0, at - unacknowledged), receiver);
        }
        // What is not acknowledged is sent again from the ring as it is now.
        receiver.cut(true);
        stream.disconnected();
        receiver.cut(false);
        stream.close();
        stream.resume(0, receiver);
        await().until(() -> receiver.end() == input.length);
        assertThat(receiver.bytes()).isEqualTo(input);
    }

    @Test
    void aWriterWaitsWhileAWholeWindowIsUnacknowledged() {
        byte[] input = random(Limits.STREAM_WINDOW + 1);
        stream.resume(0, receiver);
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            try {
                stream.write(input);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        await().until(() -> receiver.bytes().length == Limits.STREAM_WINDOW);
        assertThat(writer).isNotDone();
        stream.acknowledged(Limits.STREAM_WINDOW, receiver);
        await().until(() -> receiver.bytes().length == input.length);
        assertThat(writer).succeedsWithin(java.time.Duration.ofSeconds(5));
        assertThat(receiver.bytes()).isEqualTo(input);
    }

    /** A connection whose queue is full: who sends waits, and hears of its end late. */
    private static final class Stuck implements SendStream.Wire {
        private final CountDownLatch entered = new CountDownLatch(1);
        private final CountDownLatch over = new CountDownLatch(1);

        @Override
        public boolean send(StreamFrame frame) {
            entered.countDown();
            try {
                over.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            return false;
        }

        @Override
        public boolean sendEnd(int stream, long offset) {
            return false;
        }
    }

    @Test
    void theLateEndOfAnOldConnectionStopsNothingOnTheNext() throws Exception {
        Stuck old = new Stuck();
        byte[] input = random(1000);
        stream.resume(0, old);
        stream.write(input);
        old.entered.await();
        stream.disconnected();
        stream.resume(0, receiver);
        old.over.countDown();
        await().until(() -> receiver.bytes().length == input.length);
        assertThat(receiver.bytes()).isEqualTo(input);
    }
}
