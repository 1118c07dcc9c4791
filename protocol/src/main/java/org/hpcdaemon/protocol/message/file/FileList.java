package org.hpcdaemon.protocol.message.file;

import java.util.List;
import java.util.Objects;
import org.hpcdaemon.protocol.file.FilePath;

/**
 * What is in a directory, sorted by the bytes of the names, a directory before what is in it.
 *
 * @param path the directory, absolute and without links
 * @param more whether others follow: ask again with {@code after} the last of these
 * @param unreadable directories among these that may not be read; nothing beneath them is listed
 */
public record FileList(FilePath path, List<FileInfo> files, boolean more, List<FilePath> unreadable) {
    public FileList {
        Objects.requireNonNull(path, "path");
        files = List.copyOf(files);
        unreadable = List.copyOf(unreadable);
    }
}
