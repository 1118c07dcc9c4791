package org.hpcdaemon.tools.view;

import java.time.Duration;
import java.util.List;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.value.LogChunk;
import org.hpcdaemon.protocol.message.value.LogStream;
import org.hpcdaemon.tools.call.Handle;
import org.jspecify.annotations.Nullable;

/** Where the output of a run, a job or a shell is read, by offset. */
public interface OutputSource {
    default List<LogStream> streams() {
        return List.of(LogStream.values());
    }

    default String name(LogStream stream) {
        return stream == LogStream.STDOUT ? "stdout" : "stderr";
    }

    /**
     * A piece.
     *
     * @param from the first byte; null: the last {@code most}
     * @param wait for a byte at {@code from}, or the end
     */
    LogChunk read(LogStream stream, @Nullable Long from, int most, Duration wait);

    static OutputSource of(DaemonSession session, Handle handle) {
        return switch (handle) {
            case Handle.Run run -> new OfRun(session, run);
            case Handle.Job job -> new OfJob(session, job);
            case Handle.Shell shell -> new OfShell(session, shell);
        };
    }

    record OfRun(DaemonSession session, Handle.Run run) implements OutputSource {
        @Override
        public LogChunk read(LogStream stream, @Nullable Long from, int most, Duration wait) {
            return session.run(run.key()).output(stream, from, most, wait);
        }
    }

    record OfJob(DaemonSession session, Handle.Job job) implements OutputSource {
        @Override
        public LogChunk read(LogStream stream, @Nullable Long from, int most, Duration wait) {
            return session.call(
                    new JobRequest.Logs(
                            job.job(),
                            stream,
                            from,
                            Math.min(most, Limits.LOG_CHUNK_BYTES),
                            job.element(),
                            from == null ? null : Math.toIntExact(wait.toMillis())),
                    LogChunk.class);
        }
    }

    record OfShell(DaemonSession session, Handle.Shell shell) implements OutputSource {
        @Override
        public List<LogStream> streams() {
            return List.of(LogStream.STDOUT);
        }

        @Override
        public String name(LogStream stream) {
            return "terminal";
        }

        @Override
        public LogChunk read(LogStream stream, @Nullable Long from, int most, Duration wait) {
            return Terminal.read(session, shell.shell(), from, most, wait);
        }
    }
}
