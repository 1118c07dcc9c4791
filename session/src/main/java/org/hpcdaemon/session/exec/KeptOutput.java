package org.hpcdaemon.session.exec;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Set;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.value.Bytes;
import org.hpcdaemon.protocol.message.value.LogChunk;
import org.jspecify.annotations.Nullable;

/**
 * One output of a command, kept in a file of bounded size: how much there was in all, the beginning, and the end in a ring. One
 * thread appends, without a lock; any number read meanwhile, and read again what was overwritten under them.
 */
final class KeptOutput implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(KeptOutput.class.getName());

    private static final long HEAD = Limits.RUN_HEAD_BYTES;
    private static final long TAIL = Limits.RUN_TAIL_BYTES;

    /** Written at once: so much of the ring may be newer than the count says. */
    private static final int STEP = 64 << 10;

    private static final long RING = TAIL + STEP;
    private static final long COUNT = Long.BYTES;

    private final Path file;
    private @Nullable FileChannel channel;
    private boolean broken;
    private long total;

    KeptOutput(Path file) {
        this.file = file;
    }

    /** Of the thread that appends: how much it has. */
    long size() {
        return total;
    }

    /** A disk that is full ends what is kept, not the command. */
    void append(byte[] bytes, int length) {
        for (int from = 0; from < length && !broken; from += STEP) {
            try {
                write(bytes, from, Math.min(STEP, length - from));
            } catch (IOException e) {
                broken = true;
                LOG.log(
                        System.Logger.Level.WARNING,
                        "a command''s output is no longer kept in {0}; its answer still has it: {1}",
                        file,
                        e.getMessage());
            }
        }
    }

    private void write(byte[] bytes, int from, int length) throws IOException {
        FileChannel open = channel == null ? open() : channel;
        channel = open;
        int left = length;
        while (left > 0) {
            long boundary = total < HEAD ? HEAD - total : RING - (total - HEAD) % RING;
            int count = (int) Math.min(left, boundary);
            writeFully(open, ByteBuffer.wrap(bytes, from + length - left, count), place(total));
            total += count;
            left -= count;
        }
        // Last, so that a reader of the count finds the bytes.
        writeFully(open, ByteBuffer.allocate((int) COUNT).putLong(total).flip(), 0);
    }

    private FileChannel open() throws IOException {
        return FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    private static long place(long offset) {
        return COUNT + (offset < HEAD ? offset : HEAD + (offset - HEAD) % RING);
    }

    private static void writeFully(FileChannel to, ByteBuffer bytes, long at) throws IOException {
        long position = at;
        while (bytes.hasRemaining()) {
            position += to.write(bytes, position);
        }
    }

    /** Nothing follows. From {@code now} on its age counts. */
    void end(Instant now) {
        close();
        try {
            Files.setLastModifiedTime(file, FileTime.from(now));
        } catch (IOException _) {
            // There is none, or it is as old as its last byte.
        }
    }

    @Override
    public void close() {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException _) {
            // What it had is written, or lost with the disk.
        }
    }

    /** How much was printed in all. */
    static long size(Path file) {
        try (FileChannel open = FileChannel.open(file)) {
            return count(open);
        } catch (NoSuchFileException _) {
            return 0;
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /**
     * @param from absent: the last {@code maxBytes}
     * @param over nothing will be added to it any more
     */
    static LogChunk read(Path file, @Nullable Long from, int maxBytes, boolean over) {
        try (FileChannel open = FileChannel.open(file)) {
            while (true) {
                long size = count(open);
                long start = start(from, maxBytes, size);
                long end = Math.min(size, start + maxBytes);
                byte[] data = read(open, start, start < HEAD ? Math.min(end, HEAD) : end);
                if (start < HEAD || start >= count(open) - TAIL) {
                    return new LogChunk(start, Bytes.of(data), size, over && start + data.length == size);
                }
            }
        } catch (NoSuchFileException e) {
            return new LogChunk(start(from, maxBytes, 0), Bytes.of(new byte[0]), 0, over);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** The first byte to read: what is wanted, or behind the gap. */
    private static long start(@Nullable Long from, int maxBytes, long size) {
        if (from != null && from > size) {
            throw HpcException.invalid("field \"from\" is past the output's end, which is at " + size);
        }
        long wanted = from == null ? Math.max(0, size - maxBytes) : from;
        return wanted < HEAD ? wanted : Math.max(wanted, size - TAIL);
    }

    private static long count(FileChannel file) throws IOException {
        ByteBuffer count = ByteBuffer.allocate((int) COUNT);
        while (count.hasRemaining()) {
            if (file.read(count, count.position()) < 0) {
                return 0; // its first byte is being written
            }
        }
        return count.flip().getLong();
    }

    private static byte[] read(FileChannel file, long from, long to) throws IOException {
        ByteBuffer data = ByteBuffer.allocate((int) (to - from));
        while (data.hasRemaining()) {
            long offset = from + data.position();
            long boundary = offset < HEAD ? HEAD - offset : RING - (offset - HEAD) % RING;
            ByteBuffer piece = data.slice(data.position(), (int) Math.min(boundary, data.remaining()));
            int count = file.read(piece, place(offset));
            if (count < 0) {
                throw new EOFException("the file is shorter than it says");
            }
            data.position(data.position() + count);
        }
        return data.array();
    }

    private static HpcException unreadable(IOException e) {
        return new HpcException(ErrorCode.STORAGE, "the output cannot be read: " + e.getMessage(), e);
    }
}
