package org.hpcdaemon.session.record;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/** The file of a recording that is being made: whole lines, so many at most. Used by one thread, which may wait here for the disk. */
final class RecordingFile {
    /** Of output in one line, so that readers hold short ones, and a bound is kept closely. */
    private static final int PIECE = 16 << 10;

    /** Kept free, for the lines that say that it is full. */
    private static final int ROOM_FOR_NOTICE = 512;

    private final Path folder;
    private final RecordingName name;
    private final FileChannel channel;
    private final long most;
    private final Map<RecordedStream, OutputText> texts = new EnumMap<>(RecordedStream.class);
    private RecordingItem.Size size;
    private long bytes;
    private boolean closed;

    private RecordingFile(Path folder, RecordingName name, FileChannel channel, RecordingItem.Size size, long most) {
        this.folder = folder;
        this.name = name;
        this.channel = channel;
        this.size = size;
        this.most = most;
    }

    /** @param most bytes */
    static RecordingFile create(
            Path folder, RecordingName name, RecordingHeader header, RecordingItem.Size size, long most)
            throws IOException {
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        FileChannel channel = FileChannel.open(
                name.running(folder),
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        RecordingFile file = new RecordingFile(folder, name, channel, size, most);
        try {
            file.append(EventLines.header(header));
            return file;
        } catch (IOException e) {
            file.abandon();
            throw e;
        }
    }

    /** Nothing more is written to it: it has ended, or is full. */
    boolean isClosed() {
        return closed;
    }

    /** In bytes. */
    long size() {
        return bytes;
    }

    void write(RecordingItem item) throws IOException {
        if (item.lost() > 0) {
            // Before what was lost there may have been half a character.
            endTexts(item.micros());
            write(item.micros(), EventLines.notice(item.micros(), item.lost() + " bytes of output are missing here"));
        }
        if (!item.size().equals(size)) {
            size = item.size();
            write(item.micros(), EventLines.resize(item.micros(), size.rows(), size.cols()));
        }
        switch (item.what()) {
            case RecordingItem.Begun _, RecordingItem.Resized _ -> {}
            case RecordingItem.Output output -> output(item.micros(), output);
            case RecordingItem.Ended(String how) -> end(item.micros(), how);
        }
    }

    private void output(long micros, RecordingItem.Output output) throws IOException {
        OutputText text = texts.computeIfAbsent(output.stream(), OutputText::new);
        ByteBuffer all = output.bytes();
        for (int from = 0; from < all.limit() && !closed; from += PIECE) {
            String piece = text.add(all.slice(from, Math.min(all.limit() - from, PIECE)));
            if (!piece.isEmpty()) {
                write(micros, EventLines.output(micros, piece));
            }
        }
    }

    private void end(long micros, String how) throws IOException {
        endTexts(micros);
        if (!closed) {
            append(EventLines.marker(micros, how));
            close();
        }
    }

    private void endTexts(long micros) throws IOException {
        for (OutputText text : texts.values()) {
            String rest = text.end();
            if (!rest.isEmpty()) {
                write(micros, EventLines.output(micros, rest));
            }
        }
    }

    private void write(long micros, String lines) throws IOException {
        if (closed) {
            return;
        }
        if (bytes + lines.length() + ROOM_FOR_NOTICE > most) {
            append(EventLines.notice(
                    micros, "full, with " + bytes / 1000 + " kB; what followed was not recorded (--record-mb)"));
            close();
        } else {
            append(lines);
        }
    }

    /** A write that fails, as on a full disk, leaves the whole lines. */
    private void append(String lines) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(lines.getBytes(StandardCharsets.UTF_8));
        int length = left.remaining();
        while (left.hasRemaining()) {
            int ignored = channel.write(left);
        }
        bytes += length;
    }

    private void close() throws IOException {
        closed = true;
        channel.close();
        Files.move(name.running(folder), name.ended(folder));
    }

    /** Keeps the whole lines that it has, as far as that can be done. */
    void abandon() {
        closed = true;
        try (channel) {
            if (channel.isOpen()) {
                channel.truncate(bytes);
            }
            if (bytes == 0) {
                Files.deleteIfExists(name.running(folder));
            } else {
                Files.move(name.running(folder), name.ended(folder));
            }
        } catch (IOException _) {
            // The next start of the daemon tries it again.
        }
    }
}
