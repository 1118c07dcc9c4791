package org.hpcdaemon.protocol.message.file;

import java.util.Objects;
import org.hpcdaemon.protocol.file.FilePath;

/**
 * A file as it was written.
 *
 * @param path absolute and without links: of a link, what it led to was written
 * @param mode permission bits in octal
 * @param created whether nothing had that name before
 */
public record FileWritten(FilePath path, long size, String sha256, String mode, boolean created) {
    public FileWritten {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(sha256, "sha256");
        Objects.requireNonNull(mode, "mode");
    }
}
