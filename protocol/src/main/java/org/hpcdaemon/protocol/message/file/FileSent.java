package org.hpcdaemon.protocol.message.file;

import java.time.Instant;
import java.util.Objects;
import org.hpcdaemon.protocol.file.FilePath;

/**
 * A file that was sent on a stream.
 *
 * @param path absolute and without links
 * @param size of the whole file, as it was read
 * @param mode permission bits in octal
 * @param sha256 of the whole file, as it was read, also of what was sent on an earlier connection
 */
public record FileSent(FilePath path, long size, String mode, Instant modified, String sha256) {
    public FileSent {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(modified, "modified");
        Objects.requireNonNull(sha256, "sha256");
    }
}
