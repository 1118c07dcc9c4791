package org.hpcdaemon.agent.cli.recording;

import java.io.InputStream;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.protocol.id.RecordingId;
import org.hpcdaemon.protocol.message.RecordingRequest;
import org.hpcdaemon.protocol.message.value.LogChunk;

/** The file of a recording, piece by piece as it is read; of one that is being made, what there is. Not thread-safe. */
final class RecordingBytes extends InputStream {
    private final DaemonSession session;
    private final RecordingId recording;
    private byte[] piece = {};
    private int at;
    private long next;
    private boolean last;
    private boolean complete;

    RecordingBytes(DaemonSession session, RecordingId recording) {
        this.session = session;
        this.recording = recording;
    }

    @Override
    public int read() {
        return fill() ? piece[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] into, int from, int length) {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, piece.length - at);
        System.arraycopy(piece, at, into, from, count);
        at += count;
        return count;
    }

    private boolean fill() {
        if (at == piece.length && !last) {
            LogChunk chunk = session.call(new RecordingRequest.Read(recording, next, null), LogChunk.class);
            piece = chunk.data().toArray();
            at = 0;
            next += piece.length;
            complete = chunk.complete();
            last = complete || piece.length == 0;
        }
        return at < piece.length;
    }

    /** Whether what was read last is the end, after which nothing comes. */
    boolean isComplete() {
        return complete;
    }
}
