package org.hpcdaemon.client;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.hpcdaemon.client.session.Session;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.value.LogChunk;
import org.hpcdaemon.protocol.message.value.LogStream;
import org.jspecify.annotations.Nullable;

/** A job's log, asked for ahead of what has arrived, so that the way to the daemon and back is not waited for once a piece. Used by one thread. */
public final class RemoteLog {
    /** Keeps two programs at work on pieces while others travel; more would only fill the platform's memory (0.7 MB each). */
    private static final int AHEAD = 4;

    private final Session session;
    private final JobId job;
    private final LogStream stream;
    private final @Nullable Integer element;
    private final Deque<Asked> ahead = new ArrayDeque<>();

    private record Asked(long from, CompletableFuture<LogChunk> answer) {}

    RemoteLog(Session session, JobId job, LogStream stream, @Nullable Integer element) {
        this.session = session;
        this.job = job;
        this.stream = stream;
        this.element = element;
    }

    /**
     * One piece, as far as it is there now.
     *
     * @param from the first byte wanted; null: the last {@code most}
     * @param most bytes, at most {@link Limits#LOG_CHUNK_BYTES}; null: 64 KiB
     */
    public LogChunk piece(@Nullable Long from, @Nullable Integer most) {
        return session.call(new JobRequest.Logs(job, stream, from, most, element), LogChunk.class);
    }

    /** All that is there, as UTF-8. It is held in memory as a whole: {@link #read} takes a long one piece by piece. */
    public String text() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        read(0, false, all::writeBytes);
        return all.toString(StandardCharsets.UTF_8);
    }

    /**
     * Passes on all that is there, in order.
     *
     * @param follow whether to go on until the job has ended
     */
    public void read(long from, boolean follow, Consumer<byte[]> to) {
        LogChunk chunk = piece(from, null);
        while (true) {
            byte[] bytes = chunk.data().toArray();
            to.accept(bytes);
            long next = chunk.from() + bytes.length;
            boolean behind = next < chunk.size();
            if (!behind && (chunk.complete() || !follow)) {
                return;
            }
            ask(next, chunk.size());
            chunk = Session.join(ahead.remove().answer());
        }
    }

    /** Where a piece was shorter than asked for, what was asked beyond it is of no use. */
    private void ask(long next, long size) {
        if (!ahead.isEmpty() && ahead.element().from() != next) {
            ahead.clear();
        }
        long from = ahead.isEmpty() ? next : ahead.getLast().from() + Limits.LOG_CHUNK_BYTES;
        while (ahead.isEmpty() || (ahead.size() < AHEAD && from < size)) {
            JobRequest.Logs request =
                    new JobRequest.Logs(job, stream, from, Limits.LOG_CHUNK_BYTES, element, Limits.LOG_WAIT_MS);
            ahead.add(new Asked(from, session.start(() -> request, LogChunk.class, _ -> {})));
            from += Limits.LOG_CHUNK_BYTES;
        }
    }
}
