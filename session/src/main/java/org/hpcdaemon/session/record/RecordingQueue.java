package org.hpcdaemon.session.record;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * From those that print to the one thread that writes. It has bounds, past which output is left out and counted, since nobody who prints may
 * wait for a disk. Beginnings and ends always have room: the recorder bounds how many there are. Thread-safe.
 */
final class RecordingQueue {
    /** Of all together: a twentieth of the daemon's heap, and the output of some busy terminals while a disk takes a second. */
    static final long BYTES = 8 << 20;

    /** Of one recording, so that a flood of one leaves room for the others. */
    static final long BYTES_EACH = 2 << 20;

    /** Its objects, so that many small pieces count too. */
    private static final int OVERHEAD = 128;

    private final Deque<RecordingItem> items = new ArrayDeque<>();
    private long held;
    private boolean closed;

    /** False if it is closed. */
    synchronized boolean begin(RecordingItem first) {
        if (closed) {
            return false;
        }
        items.add(first);
        notifyAll();
        return true;
    }

    /** Adds it, with what was lost before it; or counts it as lost. */
    synchronized void offer(LiveRecording recording, long micros, RecordingItem.What what) {
        int size = size(what);
        if (closed || held + size > BYTES || recording.held + size > BYTES_EACH) {
            recording.lost +=
                    what instanceof RecordingItem.Output output ? output.bytes().capacity() : 0;
            return;
        }
        held += size;
        recording.held += size;
        add(recording, micros, what);
    }

    synchronized void end(LiveRecording recording, long micros, RecordingItem.Ended how) {
        add(recording, micros, how);
    }

    private void add(LiveRecording recording, long micros, RecordingItem.What what) {
        items.add(new RecordingItem(recording, micros, recording.lost, recording.size(), what));
        recording.lost = 0;
        notifyAll();
    }

    private static int size(RecordingItem.What what) {
        return OVERHEAD
                + (what instanceof RecordingItem.Output output ? output.bytes().capacity() : 0);
    }

    /** Waits for the next; null once it is closed and all was taken. What is taken counts until it is {@link #written}. */
    synchronized @Nullable RecordingItem take() throws InterruptedException {
        while (items.isEmpty() && !closed) {
            wait();
        }
        return items.poll();
    }

    synchronized void written(RecordingItem item) {
        switch (item.what()) {
            case RecordingItem.Output _, RecordingItem.Resized _ -> {
                held -= size(item.what());
                item.recording().held -= size(item.what());
            }
            case RecordingItem.Begun _, RecordingItem.Ended _ -> {}
        }
    }

    /** Takes no more. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }
}
