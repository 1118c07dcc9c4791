package org.hpcdaemon.tools.view;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.message.value.LogChunk;
import org.hpcdaemon.protocol.message.value.LogStream;
import org.hpcdaemon.tools.call.Handle;
import org.hpcdaemon.tools.text.PlainText;

/** The lines of an output that contain a text. No regular expressions: one that a stranger wrote may take for ever. */
public record OutputSearch(Handle handle, OutputSource source, LogStream stream) {
    /** Looked through in one call: a second or two of a fast daemon. */
    private static final long MAX_BYTES = 32L << 20;

    /** Of one line. */
    private static final int LINE_CHARS = 500;

    /**
     * The lines that contain one of the texts, each after its offset.
     *
     * @param wanted in lower case; texts separated by {@code |}
     */
    public String lines(String wanted, long from, int most) {
        List<String> any = Arrays.stream(wanted.split("\\|", -1))
                .filter(each -> !each.isEmpty())
                .toList();
        StringBuilder found = new StringBuilder();
        long at = from;
        long end = from + MAX_BYTES;
        int count = 0;
        LogChunk chunk = source.read(stream, at, Limits.LOG_CHUNK_BYTES, Duration.ZERO);
        boolean more = true;
        while (more && found.length() < most && at < end) {
            byte[] bytes = chunk.data().toArray();
            at = chunk.from();
            boolean last = at + bytes.length >= chunk.size();
            int length = last ? bytes.length : wholeLines(bytes);
            int lineBegin = 0;
            while (lineBegin < length && found.length() < most) {
                int lineEnd = lineEnd(bytes, lineBegin, length);
                String line = PlainText.of(Arrays.copyOfRange(bytes, lineBegin, lineEnd))
                        .stripTrailing();
                String lower = line.toLowerCase(Locale.ROOT);
                if (any.stream().anyMatch(lower::contains)) {
                    count++;
                    found.append(at + lineBegin)
                            .append(": ")
                            .append(line.length() > LINE_CHARS ? line.substring(0, LINE_CHARS) + "…" : line)
                            .append('\n');
                }
                lineBegin = lineEnd;
            }
            at += lineBegin;
            more = !last && at < chunk.size();
            if (more) {
                chunk = source.read(stream, at, Limits.LOG_CHUNK_BYTES, Duration.ZERO);
            }
        }
        boolean whole = at >= chunk.size();
        return handle + " " + source.name(stream) + " · " + count + (count == 1 ? " line" : " lines") + " in bytes "
                + from + "–" + at
                + " of " + chunk.size()
                + (whole ? chunk.complete() ? " · ended" : "" : " · search on with from " + at) + "\n" + found;
    }

    /** Up to the end of the last line; all of it where one line fills the piece. */
    private static int wholeLines(byte[] bytes) {
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        return end == 0 ? bytes.length : end;
    }

    private static int lineEnd(byte[] bytes, int from, int length) {
        int end = from;
        while (end < length && bytes[end] != '\n') {
            end++;
        }
        return Math.min(length, end + 1);
    }
}
