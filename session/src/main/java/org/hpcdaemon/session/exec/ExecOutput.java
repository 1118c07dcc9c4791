package org.hpcdaemon.session.exec;

import java.util.function.LongSupplier;
import org.hpcdaemon.protocol.message.value.Capture;
import org.hpcdaemon.protocol.message.value.Captured;
import org.hpcdaemon.session.stream.OutputPump;
import org.hpcdaemon.session.stream.OutputRing;
import org.jspecify.annotations.Nullable;

/** Where one output of a command goes: collected for the answer, or held for the agent that streams it. */
sealed interface ExecOutput extends OutputPump.Sink {
    @Nullable
    Captured captured();

    /** Collected, in bounded memory and in a bounded file. */
    final class Collected implements ExecOutput {
        private final Capture capture = new Capture();
        private final KeptOutput kept;
        private final Runnable onGrowth;
        private volatile long size;

        /** @param onGrowth runs after each piece */
        Collected(KeptOutput kept, Runnable onGrowth) {
            this.kept = kept;
            this.onGrowth = onGrowth;
        }

        @Override
        public boolean take(byte[] bytes, int length) {
            capture.add(bytes, 0, length);
            kept.append(bytes, length);
            size = kept.size();
            onGrowth.run();
            return true;
        }

        /** So much of it can be read. */
        long size() {
            return size;
        }

        @Override
        public void end() {}

        @Override
        public Captured captured() {
            return capture.captured();
        }
    }

    /** Held until the agent has acknowledged it. */
    final class Streamed implements ExecOutput {
        // Half a stream's window: two of these for each command fit a small heap, and at 50 ms of round trip it
        // still gives 10 MB/s.
        private static final int RING = 512 << 10;

        private final OutputRing ring;
        private final OutputRing.Place place = new OutputRing.Place();

        Streamed(LongSupplier nanoTime) {
            ring = new OutputRing(RING, false, nanoTime);
            ring.hold(place, 0);
        }

        @Override
        public boolean take(byte[] bytes, int length) throws InterruptedException {
            return ring.append(bytes, length);
        }

        @Override
        public void end() {
            ring.end();
        }

        @Override
        public @Nullable Captured captured() {
            return null;
        }

        OutputRing ring() {
            return ring;
        }

        OutputRing.Place place() {
            return place;
        }
    }
}
