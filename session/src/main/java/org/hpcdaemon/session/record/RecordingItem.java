package org.hpcdaemon.session.record;

import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * What is to be written next of a recording.
 *
 * @param micros since its beginning
 * @param lost bytes of output that came before this and are missing
 * @param size of its terminal by now, so that none is missed
 */
record RecordingItem(LiveRecording recording, long micros, long lost, Size size, What what) {
    /** Of a terminal, in character cells. */
    record Size(int rows, int cols) {}

    /** What it is. */
    sealed interface What {}

    /** Its first. */
    record Begun(Recorded what, Instant at) implements What {}

    /** Bytes that nobody else has. */
    record Output(RecordedStream stream, ByteBuffer bytes) implements What {}

    /** The size alone. */
    record Resized() implements What {}

    /** Its last. */
    record Ended(String how) implements What {}
}
