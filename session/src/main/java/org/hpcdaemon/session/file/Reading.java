package org.hpcdaemon.session.file;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import org.hpcdaemon.linux.descriptor.FileHandle;
import org.hpcdaemon.linux.descriptor.FileStatus;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.Utf8;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.file.FilePath;
import org.hpcdaemon.protocol.message.FileRequest;
import org.hpcdaemon.protocol.message.file.FileContent;
import org.hpcdaemon.protocol.message.value.Bytes;
import org.hpcdaemon.session.file.call.Digest;
import org.jspecify.annotations.Nullable;

/** Reads a piece of an open file: bytes, or lines. */
final class Reading {
    /** Looking for a line reads all before it; past this, bytes are the way. */
    private static final Duration SEARCH_TIME = Duration.ofSeconds(10);

    private static final int BLOCK = 64 << 10;

    private final FileHandle file;
    private final FilePath path;
    private final FileStatus status;

    Reading(FileHandle file, FilePath path, FileStatus status) {
        this.file = file;
        this.path = path;
        this.status = status;
    }

    /** What is asked for, as far as one answer goes. */
    FileContent answer(FileRequest.Read request) throws IOException {
        return request.ofBytes() ? bytes(request) : lines(request);
    }

    private FileContent bytes(FileRequest.Read request) throws IOException {
        long from = Objects.requireNonNullElse(request.from(), 0L);
        int most = Objects.requireNonNullElse(request.maxBytes(), Limits.FILE_DATA_BYTES);
        byte[] piece = new byte[(int) Math.max(0, Math.min(most, status.size() - from))];
        int count = file.read(piece, 0, piece.length, from);
        // What claims to be empty may not be, as in /proc.
        if (piece.length == 0 && status.size() == 0) {
            piece = new byte[most];
            count = file.read(piece, 0, most, from);
        }
        return binary(Arrays.copyOf(piece, count), from);
    }

    private FileContent lines(FileRequest.Read request) throws IOException {
        long line = Objects.requireNonNullElse(request.line(), 1L);
        int most = Objects.requireNonNullElse(request.lines(), FileRequest.DEFAULT_LINES);
        LineSearch search = new LineSearch(file, System.nanoTime() + SEARCH_TIME.toNanos());
        LineSearch.Start start = line > 0 ? search.fromBegin(line) : search.fromEnd(-line, status.size());
        if (start.late()) {
            throw HpcException.invalid("line " + line + " of " + path + " lies behind byte " + start.offset()
                    + ", as far as " + SEARCH_TIME.toSeconds() + " s reach; read bytes, with \"from\"");
        }
        byte[] piece = read(start.offset(), most);
        byte[] whole = atACharactersEnd(piece);
        String text = text(whole);
        return text == null ? binary(piece, start.offset()) : text(whole, text, start.offset(), start.line());
    }

    /** So many lines, or as many of their bytes as an answer holds. */
    private byte[] read(long from, int lines) throws IOException {
        ByteArrayOutputStream piece = new ByteArrayOutputStream();
        byte[] block = new byte[BLOCK];
        int left = lines;
        while (piece.size() < Limits.FILE_TEXT_BYTES && left > 0) {
            int count =
                    file.read(block, 0, Math.min(BLOCK, Limits.FILE_TEXT_BYTES - piece.size()), from + piece.size());
            if (count == 0) {
                break;
            }
            int used = 0;
            while (used < count && left > 0) {
                left -= block[used++] == '\n' ? 1 : 0;
            }
            piece.write(block, 0, used);
        }
        return piece.toByteArray();
    }

    private FileContent binary(byte[] piece, long from) throws IOException {
        return new FileContent(
                path,
                status.size(),
                status.modified(),
                FileContent.BINARY,
                null,
                Bytes.of(piece),
                from,
                from + piece.length,
                null,
                null,
                goesOn(from + piece.length),
                digest());
    }

    private FileContent text(byte[] piece, String text, long from, @Nullable Long line) throws IOException {
        return new FileContent(
                path,
                status.size(),
                status.modified(),
                FileContent.UTF_8,
                text,
                null,
                from,
                from + piece.length,
                line,
                lines(piece),
                goesOn(from + piece.length),
                digest());
    }

    private boolean goesOn(long at) throws IOException {
        return file.read(new byte[1], 0, 1, at) > 0;
    }

    private @Nullable String digest() throws IOException {
        return status.size() <= Limits.FILE_EDIT_BYTES ? Digest.of(file, Limits.FILE_EDIT_BYTES) : null;
    }

    /** Without the beginning of a character whose end lies beyond. */
    private static byte[] atACharactersEnd(byte[] piece) {
        int end = piece.length;
        int back = 1;
        while (back <= 3 && back <= end && (piece[end - back] & 0xC0) == 0x80) {
            back++;
        }
        if (back <= end) {
            int lead = piece[end - back] & 0xff;
            int length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
            if (length > back && piece.length == Limits.FILE_TEXT_BYTES) {
                return Arrays.copyOf(piece, end - back);
            }
        }
        return piece;
    }

    private static @Nullable String text(byte[] piece) {
        return Utf8.text(piece).filter(text -> text.indexOf('\0') < 0).orElse(null);
    }

    private static int lines(byte[] piece) {
        int lines = 0;
        for (byte each : piece) {
            lines += each == '\n' ? 1 : 0;
        }
        return piece.length == 0 || piece[piece.length - 1] == '\n' ? lines : lines + 1;
    }
}
