package org.hpcdaemon.session.file;

import java.io.IOException;
import org.hpcdaemon.linux.descriptor.FileHandle;
import org.hpcdaemon.protocol.Limits;
import org.jspecify.annotations.Nullable;

/** Finds where a line begins, which takes reading all before or behind it. */
final class LineSearch {
    private static final int BLOCK = 256 << 10;

    private final FileHandle file;
    private final long deadline;
    private final byte[] block = new byte[BLOCK];

    /** @param deadline of System.nanoTime */
    LineSearch(FileHandle file, long deadline) {
        this.file = file;
        this.deadline = deadline;
    }

    /**
     * Where a line begins.
     *
     * @param line its number; null: it was counted from the end of a file that is too long to be counted
     * @param late it was not found in time, and lies behind the offset
     */
    record Start(long offset, @Nullable Long line, boolean late) {}

    /** The end of the file, if it has fewer lines. */
    Start fromBegin(long line) throws IOException {
        long offset = 0;
        long at = 1;
        while (at < line) {
            int count = file.read(block, 0, BLOCK, offset);
            if (count == 0) {
                return new Start(offset, at, false);
            }
            for (int i = 0; i < count; i++) {
                if (block[i] == '\n' && ++at == line) {
                    return new Start(offset + i + 1, at, false);
                }
            }
            offset += count;
            if (System.nanoTime() - deadline > 0) {
                return new Start(offset, at, true);
            }
        }
        return new Start(offset, at, false);
    }

    /** The begin of the file, if it has fewer lines. */
    Start fromEnd(long lines, long size) throws IOException {
        long left = lines;
        long end = size;
        long start = 0;
        boolean last = true;
        while (end > 0 && left > 0) {
            int length = (int) Math.min(BLOCK, end);
            int count = file.read(block, 0, length, end - length);
            for (int i = count - 1; i >= 0 && left > 0; i--) {
                // A line end that ends the file begins no line.
                if (block[i] == '\n' && !(last && end - length + i == size - 1) && --left == 0) {
                    start = end - length + i + 1;
                }
            }
            last = false;
            end -= length;
            if (System.nanoTime() - deadline > 0) {
                return new Start(end, null, true);
            }
        }
        return new Start(start, start > Limits.FILE_EDIT_BYTES ? null : Long.valueOf(1 + linesBefore(start)), false);
    }

    private long linesBefore(long offset) throws IOException {
        long lines = 0;
        for (long at = 0; at < offset; ) {
            int count = file.read(block, 0, (int) Math.min(BLOCK, offset - at), at);
            if (count == 0) {
                break;
            }
            for (int i = 0; i < count; i++) {
                lines += block[i] == '\n' ? 1 : 0;
            }
            at += count;
        }
        return lines;
    }
}
