package org.hpcdaemon.session.exec;

import org.hpcdaemon.session.record.RecordedStream;
import org.hpcdaemon.session.record.Recording;
import org.hpcdaemon.session.stream.OutputPump;

/** An output that is recorded on its way: as it was printed, before anyone is waited for who reads it. */
record RecordedOutput(Recording recording, RecordedStream stream, OutputPump.Sink next) implements OutputPump.Sink {
    @Override
    public boolean take(byte[] bytes, int length) throws InterruptedException {
        recording.output(stream, bytes, length);
        return next.take(bytes, length);
    }

    @Override
    public void end() {
        next.end();
    }
}
