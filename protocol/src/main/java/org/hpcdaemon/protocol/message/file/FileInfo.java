package org.hpcdaemon.protocol.message.file;

import java.time.Instant;
import java.util.Objects;
import org.hpcdaemon.protocol.file.FilePath;
import org.jspecify.annotations.Nullable;

/**
 * A file, without its content.
 *
 * @param path absolute and without links on the way; in a list relative to what is listed
 * @param size bytes; of a link, of the path that it holds
 * @param mode permission bits in octal, as chmod(1) has them: {@code 0644}
 * @param target where a link leads, as it was made; absent otherwise
 */
public record FileInfo(
        FilePath path,
        FileType type,
        long size,
        String mode,
        Instant modified,
        @Nullable FilePath target) {
    public FileInfo {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(modified, "modified");
    }
}
