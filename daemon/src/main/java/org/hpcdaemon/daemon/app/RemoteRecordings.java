package org.hpcdaemon.daemon.app;

import java.io.IOException;
import org.hpcdaemon.daemon.dispatch.Feature;
import org.hpcdaemon.linux.system.Threads;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.RecordingRequest;
import org.hpcdaemon.session.record.RecordingFilter;
import org.hpcdaemon.session.record.Recordings;
import org.hpcdaemon.session.route.Route;

/**
 * {@code recording.*}, for the account owner alone: not even its own are an agent's, since they hold what its key was used for before it
 * was stolen, and who needs to know what was printed has seen it.
 */
record RemoteRecordings(Recordings recordings) implements Feature<RecordingRequest> {
    @Override
    public Object answer(Route route, RecordingRequest request) {
        if (route.caller().agent() != null) {
            throw new HpcException(
                    ErrorCode.NOT_ALLOWED, "only the account owner sees recordings: by hpc recordings, signed in");
        }
        try {
            // On a file system that hangs this waits in the kernel.
            return Threads.call("recordings", () -> answer(request));
        } catch (IOException e) {
            throw new HpcException(ErrorCode.STORAGE, "the recordings cannot be read: " + e, e);
        }
    }

    private Object answer(RecordingRequest request) {
        return switch (request) {
            case RecordingRequest.List list ->
                recordings.list(
                        new RecordingFilter(list.agent(), list.kind(), list.since(), list.until()),
                        list.limit() == null ? JobRequest.DEFAULT_LIMIT : list.limit(),
                        list.after());
            case RecordingRequest.Read read ->
                recordings.read(
                        read.recording(),
                        read.from() == null ? 0 : read.from(),
                        read.maxBytes() == null ? Limits.LOG_CHUNK_BYTES : read.maxBytes());
        };
    }
}
