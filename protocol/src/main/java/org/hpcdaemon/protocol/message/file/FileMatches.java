package org.hpcdaemon.protocol.message.file;

import java.util.List;
import java.util.Objects;
import org.hpcdaemon.protocol.file.FilePath;
import org.jspecify.annotations.Nullable;

/**
 * What a search found, sorted by the bytes of the names, a directory before what is in it.
 *
 * @param path the directory that was searched, absolute and without links; of one file, the directory that it is in
 * @param stopped why not all was searched; absent: all was
 * @param next how far it came, if it stopped: ask again with it as {@code after}; with {@code hangs} what did not answer: leave that out by a
 *     glob with {@code !}
 * @param searched files whose contents or names were looked at
 * @param binary of these, files that were not searched since they have a NUL in their first 8 KiB
 * @param unreadable the first files and directories that may not be read, or are more than 64 levels deep
 */
public record FileMatches(
        FilePath path,
        List<Match> matches,
        @Nullable SearchStop stopped,
        @Nullable SearchPosition next,
        long searched,
        long binary,
        List<FilePath> unreadable) {
    public FileMatches {
        Objects.requireNonNull(path, "path");
        matches = List.copyOf(matches);
        unreadable = List.copyOf(unreadable);
    }

    /** The same of other matches. */
    public FileMatches withMatches(List<Match> others) {
        return new FileMatches(path, others, stopped, next, searched, binary, unreadable);
    }

    /**
     * A file, or a line in one.
     *
     * @param path from what was searched
     * @param line from 1; absent: the file itself was found
     * @param text of the line, invalid UTF-8 as U+FFFD; of a long line what is around the match, with … where it was cut
     * @param before lines before it, if they were asked for
     * @param after lines after it, if they were asked for
     */
    public record Match(
            FilePath path,
            FileType type,
            @Nullable Long line,
            @Nullable String text,
            @Nullable List<String> before,
            @Nullable List<String> after) {
        public Match {
            Objects.requireNonNull(path, "path");
            Objects.requireNonNull(type, "type");
            before = before == null ? null : List.copyOf(before);
            after = after == null ? null : List.copyOf(after);
        }
    }
}
