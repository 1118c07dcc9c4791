package org.hpcdaemon.session.record;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.LongSupplier;
import org.hpcdaemon.linux.process.SignalNames;
import org.hpcdaemon.linux.system.Exit;
import org.jspecify.annotations.Nullable;

/** One that is being made, as those see it who print. Thread-safe. */
final class LiveRecording implements Recording {
    private final RecordingQueue queue;
    private final LongSupplier nanoTime;
    private final long begun;
    private volatile RecordingItem.Size size;
    private volatile boolean over;

    /** In the queue; guarded by it. */
    long held;

    /** Left out since the last item in the queue, in bytes; guarded by it. */
    long lost;

    LiveRecording(RecordingQueue queue, LongSupplier nanoTime, RecordingItem.Size size) {
        this.queue = queue;
        this.nanoTime = nanoTime;
        this.begun = nanoTime.getAsLong();
        this.size = size;
    }

    RecordingItem.Size size() {
        return size;
    }

    /** Since its beginning. */
    long micros() {
        return (nanoTime.getAsLong() - begun) / 1000;
    }

    /** Nothing more of it is written, since it is full or its file cannot be written: so nothing more is copied. */
    void stop() {
        over = true;
    }

    @Override
    public void output(RecordedStream stream, byte[] bytes, int length) {
        if (!over) {
            queue.offer(
                    this, micros(), new RecordingItem.Output(stream, ByteBuffer.wrap(Arrays.copyOf(bytes, length))));
        }
    }

    @Override
    public void resize(int rows, int cols) {
        size = new RecordingItem.Size(rows, cols);
        if (!over) {
            queue.offer(this, micros(), new RecordingItem.Resized());
        }
    }

    @Override
    public void end(@Nullable Exit exit) {
        queue.end(this, micros(), new RecordingItem.Ended(words(exit)));
    }

    private static String words(@Nullable Exit exit) {
        return switch (exit) {
            case Exit.Code(int code) -> "ended with exit code " + code;
            case Exit.Signalled(int signal) -> "ended by signal " + SignalNames.of(signal);
            case null -> "its end was not seen";
        };
    }
}
