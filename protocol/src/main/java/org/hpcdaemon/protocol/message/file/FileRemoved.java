package org.hpcdaemon.protocol.message.file;

import java.util.Objects;
import org.hpcdaemon.protocol.file.FilePath;

/**
 * What was removed.
 *
 * @param path absolute, and of a link the link's own
 * @param count of files and directories, with all that was in them
 */
public record FileRemoved(FilePath path, long count) {
    public FileRemoved {
        Objects.requireNonNull(path, "path");
    }
}
