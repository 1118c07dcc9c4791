package org.hpcdaemon.protocol.message.file;

import org.hpcdaemon.protocol.file.FilePath;
import org.hpcdaemon.protocol.message.value.Checks;
import org.jspecify.annotations.Nullable;

/**
 * How far a search came: all before it, in the order of the search, was searched.
 *
 * @param path from what is searched
 * @param line the last of that file that was searched; absent: all of it was
 */
public record SearchPosition(FilePath path, @Nullable Long line) {
    public SearchPosition {
        Checks.required("path", path);
        Checks.range("line", line, 0, Long.MAX_VALUE);
    }
}
