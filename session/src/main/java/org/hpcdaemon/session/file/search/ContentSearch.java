package org.hpcdaemon.session.file.search;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.hpcdaemon.linux.descriptor.FileHandle;
import org.hpcdaemon.protocol.file.FilePath;
import org.hpcdaemon.protocol.message.file.FileMatches;
import org.hpcdaemon.protocol.message.file.FileType;

/** Searches the lines of open files, one after the other. Used by one thread. */
final class ContentSearch {
    /** A line that is longer is searched in pieces. */
    private static final int BLOCK = 256 << 10;

    /** As far as git looks for a NUL, too. */
    private static final int BINARY_BYTES = 8 << 10;

    /** What is read for the lines around a match. */
    private static final int AROUND = 16 << 10;

    /** Of a line in an answer, and of them before the match. */
    private static final int MAX_CHARS = 400;

    private static final int CHARS_BEFORE = 100;

    private final LineFinder finder;
    private final int context;
    private final Findings findings;
    private final Deadline deadline;
    private final byte[] block = new byte[BLOCK];

    ContentSearch(LineFinder finder, int context, Findings findings, Deadline deadline) {
        this.finder = finder;
        this.context = context;
        this.findings = findings;
        this.deadline = deadline;
    }

    /**
     * Adds the lines that match to what was found.
     *
     * @param size of the file when it was opened: what is written to it meanwhile is not searched
     * @param after the last line that was searched earlier; 0: none
     */
    void search(FileHandle file, long size, FilePath path, long after) throws IOException {
        long offset = 0; // of the block in the file
        long line = 1; // number of the first in the block
        int filled = 0;
        while (offset + filled < size) {
            int wanted = (int) Math.min(BLOCK - filled, size - offset - filled);
            int count = file.read(block, filled, wanted, offset + filled);
            filled += count;
            if (offset == 0 && isBinary(filled)) {
                findings.countBinary();
                return;
            }
            boolean last = count < wanted || offset + filled >= size;
            TextBlock lines = new TextBlock(block, last ? filled : wholeLines(filled));
            searchBlock(file, offset, lines, path, line, after);
            if (last) {
                return;
            }
            line += lines.lines(0, lines.end());
            findings.reach(path, Math.max(after, line - 1));
            deadline.check();
            offset += lines.end();
            filled -= lines.end();
            System.arraycopy(block, lines.end(), block, 0, filled);
        }
    }

    private boolean isBinary(int filled) {
        for (int i = 0; i < Math.min(filled, BINARY_BYTES); i++) {
            if (block[i] == 0) {
                return true;
            }
        }
        return false;
    }

    private int wholeLines(int filled) {
        for (int end = filled; end > 0; end--) {
            if (block[end - 1] == '\n') {
                return end;
            }
        }
        return filled;
    }

    private void searchBlock(FileHandle file, long offset, TextBlock block, FilePath path, long first, long after)
            throws IOException {
        long number = first;
        int counted = 0;
        int from = 0;
        while (from < block.end()) {
            LineFinder.Line found = finder.next(block, from);
            if (found == null) {
                return;
            }
            number += block.lines(counted, found.begin());
            counted = found.begin();
            if (number > after) {
                findings.add(match(file, path, number, found, offset));
                deadline.check();
            }
            from = found.end() + 1;
        }
    }

    private FileMatches.Match match(FileHandle file, FilePath path, long number, LineFinder.Line found, long offset)
            throws IOException {
        return new FileMatches.Match(
                path,
                FileType.FILE,
                number,
                excerpt(found.text(), found.at()),
                context == 0 ? null : before(file, offset + found.begin()),
                context == 0 ? null : after(file, offset + found.end() + 1));
    }

    private List<String> before(FileHandle file, long end) throws IOException {
        long from = Math.max(0, end - AROUND);
        List<String> lines = lines(file, from, (int) (end - from));
        List<String> whole = from > 0 && lines.size() > 1 ? lines.subList(1, lines.size()) : lines;
        return whole.subList(Math.max(0, whole.size() - context), whole.size());
    }

    private List<String> after(FileHandle file, long from) throws IOException {
        List<String> lines = lines(file, from, AROUND);
        return lines.subList(0, Math.min(context, lines.size()));
    }

    private static List<String> lines(FileHandle file, long from, int length) throws IOException {
        byte[] around = new byte[length];
        int count = file.read(around, 0, length, from);
        return new String(around, 0, count, StandardCharsets.UTF_8)
                .lines()
                .map(line -> excerpt(line, 0))
                .toList();
    }

    /** What is around a place of a line. */
    private static String excerpt(String line, int at) {
        if (line.length() <= MAX_CHARS) {
            return line;
        }
        int from = between(line, Math.max(0, Math.min(at - CHARS_BEFORE, line.length() - MAX_CHARS)));
        int to = between(line, from + MAX_CHARS);
        return (from > 0 ? "…" : "") + line.substring(from, to) + (to < line.length() ? "…" : "");
    }

    /** Not within a character of two. */
    private static int between(String line, int at) {
        return at > 0 && at < line.length() && Character.isLowSurrogate(line.charAt(at)) ? at - 1 : at;
    }
}
