package org.hpcdaemon.link.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SendQueueTest {
    private final SendQueue queue = new SendQueue();

    private static Outbound message(int size) {
        return new Outbound.Binary(ByteBuffer.allocate(size));
    }

    /** Adds on a thread of its own, and waits until that thread is done or waits. */
    private CompletableFuture<Boolean> putAside(Outbound message) {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        AtomicReference<Thread> thread = new AtomicReference<>();
        thread.set(Thread.ofPlatform().daemon().start(() -> done.complete(queue.put(message))));
        await().until(() -> done.isDone() || thread.get().getState() == Thread.State.WAITING);
        return done;
    }

    @Test
    void aFullQueueMakesItsProducerWait() throws InterruptedException {
        assertThat(queue.put(message(SendQueue.MAX_BYTES))).isTrue();
        CompletableFuture<Boolean> second = putAside(message(1));
        assertThat(second).isNotDone();
        assertThat(queue.take()).isPresent();
        assertThat(second.join()).isTrue();
    }

    @Test
    void closingLetsWaitingProducersGoWithANo() {
        assertThat(queue.put(message(SendQueue.MAX_BYTES))).isTrue();
        CompletableFuture<Boolean> second = putAside(message(1));
        queue.close();
        assertThat(second.join()).isFalse();
    }

    @Test
    void aMessageLargerThanTheBoundStillPassesAlone() {
        assertThat(queue.put(message(SendQueue.MAX_BYTES + 1))).isTrue();
    }
}
