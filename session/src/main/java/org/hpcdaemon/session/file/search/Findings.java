package org.hpcdaemon.session.file.search;

import java.util.ArrayList;
import java.util.List;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.file.FilePath;
import org.hpcdaemon.protocol.message.file.FileMatches;
import org.hpcdaemon.protocol.message.file.SearchPosition;
import org.hpcdaemon.protocol.message.file.SearchStop;
import org.jspecify.annotations.Nullable;

/** What a search has found, and how far it is. Thread-safe, as another thread answers with it when a file system hangs. */
final class Findings {
    /** Enough to see what kind of places they are. */
    private static final int MAX_UNREADABLE = 20;

    private final int limit;
    private final List<FileMatches.Match> matches = new ArrayList<>();
    private final List<FilePath> unreadable = new ArrayList<>();
    private int room = Limits.FILE_TEXT_BYTES;
    private @Nullable FilePath top;
    private @Nullable FilePath current;
    private @Nullable SearchPosition reached;
    private long searched;
    private long binary;

    /** @param reached where an earlier search stopped */
    Findings(int limit, @Nullable SearchPosition reached) {
        this.limit = limit;
        this.reached = reached;
    }

    /** What is searched was found. */
    synchronized void begin(FilePath directory) {
        top = directory;
    }

    /** The search is about to touch it. */
    synchronized void touch(FilePath path) {
        current = path;
    }

    /** Throws {@link StoppedException} if there is no room for it: then the search did not reach it. */
    synchronized void add(FileMatches.Match match) {
        int size = size(match);
        if (matches.size() == limit || (size > room && !matches.isEmpty())) {
            throw new StoppedException(SearchStop.LIMIT);
        }
        room -= size;
        matches.add(match);
        reach(match.path(), match.line());
    }

    private static int size(FileMatches.Match match) {
        int size = 2 * match.path().bytes().length + length(match.text()); // a byte that is no text is told in several
        for (String line : match.before() == null ? List.<String>of() : match.before()) {
            size += length(line);
        }
        for (String line : match.after() == null ? List.<String>of() : match.after()) {
            size += length(line);
        }
        return size;
    }

    private static int length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }

    /** @param line null: all of it was searched */
    synchronized void reach(FilePath path, @Nullable Long line) {
        reached = new SearchPosition(path, line);
    }

    synchronized void countSearched() {
        searched++;
    }

    synchronized void countBinary() {
        binary++;
    }

    synchronized void addUnreadable(FilePath path) {
        if (unreadable.size() < MAX_UNREADABLE) {
            unreadable.add(path);
        }
    }

    synchronized @Nullable FilePath current() {
        return current;
    }

    synchronized @Nullable SearchPosition reached() {
        return reached;
    }

    synchronized FileMatches answer(@Nullable SearchStop stopped) {
        if (top == null) {
            throw new IllegalStateException("the search has not begun");
        }
        return new FileMatches(top, matches, stopped, stopped == null ? null : reached, searched, binary, unreadable);
    }

    /** What there is when something does not answer; null: nothing was searched before that. */
    synchronized @Nullable FileMatches hanging() {
        return top == null || current == null
                ? null
                : new FileMatches(
                        top,
                        matches,
                        SearchStop.HANGS,
                        new SearchPosition(current, null),
                        searched,
                        binary,
                        unreadable);
    }
}
