package org.hpcdaemon.jobs.folder;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.value.Bytes;
import org.hpcdaemon.protocol.message.value.LogChunk;
import org.jspecify.annotations.Nullable;

/** Pieces of log files, by offset; a file that is not there yet is empty. */
public final class JobLogs {
    private JobLogs() {}

    /**
     * Reads one piece of a log.
     *
     * @param from absent: the last {@code maxBytes}
     * @param over nothing will be added to it any more
     */
    public static LogChunk read(JobLogFile log, @Nullable Long from, int maxBytes, boolean over) {
        try (FileChannel file = log.open()) {
            long size = Math.min(file.size(), log.bound());
            long start = from == null ? Math.max(0, size - maxBytes) : from;
            if (start > size) {
                throw HpcException.invalid("field \"from\" is past the log's end, which is at " + size);
            }
            byte[] data = readFully(file, start, (int) Math.min(maxBytes, size - start));
            return new LogChunk(start, Bytes.of(data), size, over && start + data.length == size);
        } catch (NoSuchFileException e) {
            if (from != null && from > 0) {
                throw HpcException.invalid("field \"from\" is past the log's end, which is at 0");
            }
            return new LogChunk(0, Bytes.of(new byte[0]), 0, over);
        } catch (IOException e) {
            throw new HpcException(ErrorCode.STORAGE, "the log cannot be read: " + e.getMessage(), e);
        }
    }

    /** The end of a log as text, from the start of a character on; invalid UTF-8 becomes U+FFFD. */
    public static String tail(JobLogFile log) {
        try {
            byte[] data = read(log, null, Limits.LOG_TAIL_BYTES, true).data().toArray();
            int start = 0;
            while (data.length == Limits.LOG_TAIL_BYTES && start < 3 && (data[start] & 0xc0) == 0x80) {
                start++;
            }
            return new String(data, start, data.length - start, StandardCharsets.UTF_8);
        } catch (HpcException e) {
            return "(" + e.reason() + ")";
        }
    }

    private static byte[] readFully(FileChannel file, long from, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            if (file.read(buffer, from + buffer.position()) < 0) {
                throw new EOFException("it was cut off while it was read; ask again");
            }
        }
        return buffer.array();
    }
}
