package org.hpcdaemon.protocol.message.file;

import java.time.Instant;
import java.util.Objects;
import org.hpcdaemon.protocol.file.FilePath;
import org.hpcdaemon.protocol.message.value.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A piece of a file. Either {@code text} or {@code data} is there.
 *
 * @param path absolute and without links
 * @param size of the whole file when it was opened
 * @param encoding of {@code text}: {@code utf-8}. {@code binary}: the piece is no valid UTF-8 or has a NUL, and is in {@code data}
 * @param text whole lines, with their line ends; a line longer than an answer is cut, and is read on with {@code from} as {@code to}
 * @param data base64 in JSON
 * @param from the offset of the first byte of the piece
 * @param to the offset behind its last byte
 * @param line the number of the first line, from 1; absent where bytes were asked for
 * @param lines how many lines, the last one also if it is cut; absent where bytes were asked for
 * @param more whether the file goes on behind it
 * @param sha256 of the whole file, in hexadecimal, for {@code ifSha256} of a change; absent if it is larger than 8 MiB
 */
public record FileContent(
        FilePath path,
        long size,
        Instant modified,
        String encoding,
        @Nullable String text,
        @Nullable Bytes data,
        long from,
        long to,
        @Nullable Long line,
        @Nullable Integer lines,
        boolean more,
        @Nullable String sha256) {
    public static final String UTF_8 = "utf-8";
    public static final String BINARY = "binary";

    public FileContent {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(modified, "modified");
        Objects.requireNonNull(encoding, "encoding");
    }
}
