package org.hpcdaemon.session.record;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.hpcdaemon.linux.system.Threads;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.RandomIds;
import org.jspecify.annotations.Nullable;

/**
 * Records into files, by a thread of its own. A disk that is full costs the recordings that meet it, one that hangs costs them all; that is
 * logged once, until one can be made again. Thread-safe.
 */
public final class FileRecorder implements Recorder, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(FileRecorder.class.getName());

    /** All that a daemon runs at once, and three times as many that ended and wait for a slow disk. */
    private static final int MAX_OPEN = 4 * (Limits.COMMANDS + Limits.SHELLS);

    /** What is in the queue is written in less, unless the file system hangs. */
    private static final Duration CLOSING = Duration.ofSeconds(2);

    private final Recordings recordings;
    private final RecordingUpkeep upkeep;
    private final RecordingChoice choice;
    private final Function<@Nullable AgentId, @Nullable String> names;
    private final RandomIds ids;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final RecordingQueue queue = new RecordingQueue();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicBoolean troubled = new AtomicBoolean();
    private final CountDownLatch written = new CountDownLatch(1);

    /** Of the thread that writes. */
    private final Map<LiveRecording, RecordingFile> files = new HashMap<>();

    /**
     * Writes nothing before it is started.
     *
     * @param names of agents, as far as they are known
     * @param nanoTime as {@link System#nanoTime}
     */
    public FileRecorder(
            Recordings recordings,
            RecordingUpkeep upkeep,
            RecordingChoice choice,
            Function<@Nullable AgentId, @Nullable String> names,
            RandomIds ids,
            InstantSource clock,
            LongSupplier nanoTime) {
        this.recordings = recordings;
        this.upkeep = upkeep;
        this.choice = choice;
        this.names = names;
        this.ids = ids;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    public void start() {
        Threads.start("recorder", this::writeAll);
    }

    @Override
    public Recording begin(Recorded what) {
        if (!choice.on()) {
            return Recording.NONE;
        }
        if (open.incrementAndGet() > MAX_OPEN) {
            open.decrementAndGet();
            warn("the disk is too slow, or hangs");
            return Recording.NONE;
        }
        RecordingItem.Size size = new RecordingItem.Size(what.rows(), what.cols());
        LiveRecording recording = new LiveRecording(queue, nanoTime, size);
        return queue.begin(new RecordingItem(recording, 0, 0, size, new RecordingItem.Begun(what, clock.instant())))
                ? recording
                : Recording.NONE;
    }

    private void writeAll() {
        try {
            endLeftovers();
            for (RecordingItem item = queue.take(); item != null; item = queue.take()) {
                try {
                    write(item);
                } finally {
                    queue.written(item);
                }
            }
            // Those whose ends come too late for this process.
            Map.copyOf(files).keySet().forEach(recording -> {
                RecordingItem.Ended ended = new RecordingItem.Ended("the daemon stopped");
                write(new RecordingItem(recording, recording.micros(), 0, recording.size(), ended));
            });
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            written.countDown();
        }
    }

    private void endLeftovers() {
        try {
            recordings.endLeftovers();
        } catch (RuntimeException e) {
            warn(String.valueOf(e));
        }
    }

    private void write(RecordingItem item) {
        LiveRecording recording = item.recording();
        try {
            if (item.what() instanceof RecordingItem.Begun begun) {
                files.put(recording, create(begun, item.size()));
            } else {
                write(item, files.get(recording));
            }
        } catch (IOException | RuntimeException e) {
            recording.stop();
            RecordingFile file = files.remove(recording);
            if (file != null) {
                file.abandon();
            }
            warn(String.valueOf(e));
        }
        if (item.what() instanceof RecordingItem.Ended) {
            files.remove(recording);
            open.decrementAndGet();
        }
    }

    private void write(RecordingItem item, @Nullable RecordingFile file) throws IOException {
        if (file == null || file.isClosed()) {
            return;
        }
        long before = file.size();
        file.write(item);
        upkeep.grown(file.size() - before);
        if (file.isClosed()) {
            item.recording().stop();
            upkeep.ended();
            troubled.set(false);
        }
    }

    private RecordingFile create(RecordingItem.Begun begun, RecordingItem.Size size) throws IOException {
        Recorded what = begun.what();
        RecordingName name = new RecordingName(
                begun.at().truncatedTo(ChronoUnit.MILLIS), what.kind(), what.agent(), ids.recording());
        return RecordingFile.create(
                recordings.folder(),
                name,
                RecordingHeader.of(what, name, names.apply(what.agent())),
                size,
                choice.bytes());
    }

    private void warn(String why) {
        if (!troubled.getAndSet(true)) {
            LOG.log(
                    Level.WARNING,
                    "a shell or command is not recorded, or not to its end, and goes on; others may follow, which is not"
                            + " logged again before a recording succeeds: {0}",
                    why);
        }
    }

    /** Writes what there is; does not wait for a file system that hangs. */
    @Override
    public void close() {
        queue.close();
        try {
            if (!written.await(CLOSING.toMillis(), TimeUnit.MILLISECONDS)) {
                warn("the file system hangs, and the daemon stops without it");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
