package org.hpcdaemon.session.record;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.RecordingId;
import org.hpcdaemon.protocol.message.recording.RecordingInfo;
import org.hpcdaemon.protocol.message.recording.RecordingList;
import org.hpcdaemon.protocol.message.value.Bytes;
import org.hpcdaemon.protocol.message.value.LogChunk;
import org.hpcdaemon.protocol.rpc.Json;
import org.jspecify.annotations.Nullable;

/** The recordings of one daemon, as files in a folder. Several processes may look at them while one makes them. Thread-safe. */
public final class Recordings {
    private static final System.Logger LOG = System.getLogger(Recordings.class.getName());

    /** A quota counts files too, and a listing reads all of their names. */
    private static final int MAX_FILES = 20_000;

    /** A header: its command has at most 4,000 characters, each of up to six bytes here. */
    private static final int HEADER_BYTES = 64 << 10;

    private final Path folder;
    private final int maxFiles;

    public Recordings(Path folder) {
        this(folder, MAX_FILES);
    }

    Recordings(Path folder, int maxFiles) {
        this.folder = folder;
        this.maxFiles = maxFiles;
    }

    Path folder() {
        return folder;
    }

    /** One of the files, by its name alone. */
    private record Found(Path file, RecordingName name) {}

    /** The newest first. */
    private List<Found> all() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.flatMap(file -> RecordingName.of(file).map(name -> new Found(file, name)).stream())
                    .sorted(Comparator.comparing((Found found) -> found.name().startedAt())
                            .thenComparing(found -> found.name().id().value())
                            .reversed())
                    .toList();
        } catch (NoSuchFileException _) {
            return List.of(); // nothing was ever recorded
        } catch (IOException e) {
            throw new HpcException(ErrorCode.STORAGE, "the recordings cannot be listed: " + e, e);
        }
    }

    private Optional<Found> find(RecordingId id) {
        return all().stream().filter(found -> found.name().id().equals(id)).findFirst();
    }

    private Found existing(RecordingId id) {
        return find(id).orElseThrow(() -> HpcException.notFound("recording", id));
    }

    /**
     * Those that a filter lets pass, the newest first.
     *
     * @param after those that began before this one; null: from the newest on
     */
    public RecordingList list(RecordingFilter filter, int limit, @Nullable RecordingId after) {
        List<RecordingInfo> page = new ArrayList<>();
        boolean begun = after == null;
        for (Found found : all()) {
            if (!begun) {
                begun = found.name().id().equals(after);
            } else if (filter.mayPass(found.name())) {
                Optional<RecordingInfo> info = info(found).filter(filter::passes);
                if (info.isPresent() && page.size() == limit) {
                    return new RecordingList(page, true);
                }
                info.ifPresent(page::add);
            }
        }
        if (!begun && after != null) {
            throw HpcException.notFound("recording", after);
        }
        return new RecordingList(page, false);
    }

    /** Empty if it went away meanwhile, or has no header yet. */
    private Optional<RecordingInfo> info(Found found) {
        try {
            return info(found.file());
        } catch (NoSuchFileException _) {
            try {
                return info(found.name().ended(folder)); // it has ended since its name was read
            } catch (IOException | HpcException _) {
                return Optional.empty();
            }
        } catch (IOException | HpcException _) {
            return Optional.empty();
        }
    }

    private static Optional<RecordingInfo> info(Path path) throws IOException {
        try (FileChannel file = FileChannel.open(path)) {
            long size = file.size();
            Instant endedAt = RecordingName.isRunning(path)
                    ? null
                    : Files.getLastModifiedTime(path).toInstant();
            return firstLine(file)
                    .map(header -> Json.read(header, RecordingHeader.class).info(endedAt, size));
        }
    }

    private static Optional<String> firstLine(FileChannel file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(HEADER_BYTES, file.size()));
        while (bytes.hasRemaining() && file.read(bytes) >= 0) {
            // goes on
        }
        String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
        int end = text.indexOf('\n');
        return end < 0 ? Optional.empty() : Optional.of(text.substring(0, end));
    }

    /** Its file, which players read. Throws {@code NOT_FOUND}. */
    public Path path(RecordingId id) {
        return existing(id).file();
    }

    /** A piece of the file; {@code complete} once nothing will follow it. Throws {@code NOT_FOUND}. */
    public LogChunk read(RecordingId id, long from, int most) {
        Found found = existing(id);
        try (FileChannel file = open(found)) {
            long size = file.size();
            if (from > size) {
                throw HpcException.invalid("field \"from\" is past the recording's end, which is at " + size);
            }
            ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(most, size - from));
            long at = from;
            for (int count = 0; bytes.hasRemaining() && count >= 0; at += Math.max(0, count)) {
                count = file.read(bytes, at);
            }
            byte[] data = Arrays.copyOf(bytes.array(), bytes.position());
            boolean complete = !RecordingName.isRunning(found.file()) && from + data.length >= size;
            return new LogChunk(from, Bytes.of(data), size, complete);
        } catch (NoSuchFileException _) {
            throw HpcException.notFound("recording", id);
        } catch (IOException e) {
            throw new HpcException(ErrorCode.STORAGE, "the recording cannot be read: " + e, e);
        }
    }

    /** It may have ended since it was found. */
    private FileChannel open(Found found) throws IOException {
        try {
            return FileChannel.open(found.file());
        } catch (NoSuchFileException _) {
            return FileChannel.open(found.name().ended(folder));
        }
    }

    /** Removes it. Throws {@code NOT_FOUND}, and {@code NOT_ALLOWED} while it is being made. */
    public void remove(RecordingId id) {
        Found found = existing(id);
        if (RecordingName.isRunning(found.file())) {
            throw new HpcException(
                    ErrorCode.NOT_ALLOWED, "recording " + id + " is being made; remove it once it has ended");
        }
        delete(found.file());
    }

    /** Removes all that have ended. Returns how many. */
    public int removeAll() {
        List<Found> ended = all().stream()
                .filter(found -> !RecordingName.isRunning(found.file()))
                .toList();
        ended.forEach(found -> delete(found.file()));
        return ended.size();
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new HpcException(ErrorCode.STORAGE, "the recording cannot be removed: " + e, e);
        }
    }

    /**
     * Removes those that ended before {@code oldest}, and the oldest of what is too much; none that is being made.
     *
     * @param most bytes of all together
     */
    void prune(Instant oldest, long most) {
        long left = most;
        int files = 0;
        for (Found found : all()) {
            try {
                left -= Files.size(found.file());
                files++;
                boolean goes = left < 0
                        || files > maxFiles
                        || Files.getLastModifiedTime(found.file()).toInstant().isBefore(oldest);
                if (goes && !RecordingName.isRunning(found.file())) {
                    Files.deleteIfExists(found.file());
                }
            } catch (NoSuchFileException _) {
                // It has ended or was removed meanwhile: the next look sees it.
            } catch (IOException e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "{0} is kept, and looked at again within an hour: {1}",
                        found.file(),
                        e.getMessage());
            }
        }
    }

    /** Ends what a daemon that was killed left: of a line that was cut, nothing stays. Only before anything is recorded. */
    void endLeftovers() {
        for (Found found : all()) {
            if (RecordingName.isRunning(found.file())) {
                try {
                    endLeftover(found);
                } catch (IOException e) {
                    LOG.log(
                            System.Logger.Level.WARNING,
                            "{0}, which a daemon that ended left, stays as it is: {1}",
                            found.file(),
                            e.getMessage());
                }
            }
        }
    }

    private void endLeftover(Found found) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(found.file().toFile(), "rw")) {
            LastLine last = LastLine.of(file);
            file.setLength(last.end());
            if (last.end() > 0) {
                file.seek(last.end());
                file.write(EventLines.marker(last.micros(), "the daemon ended while this was recorded")
                        .getBytes(StandardCharsets.UTF_8));
            }
        }
        if (Files.size(found.file()) == 0) {
            Files.delete(found.file());
        } else {
            Files.move(found.file(), found.name().ended(folder));
        }
    }
}
