package org.hpcdaemon.agent.cli.file;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.hpcdaemon.client.RemoteFiles;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.file.FilePath;
import org.hpcdaemon.protocol.message.FileRequest;
import org.hpcdaemon.protocol.message.file.FileMatches;
import org.hpcdaemon.protocol.message.file.SearchStop;
import org.jspecify.annotations.Nullable;

/** A search as a whole: asked again where an answer stopped, up to the verb's own bounds. */
final class SearchPages {
    private static final int PAGE = 1000;

    private final RemoteFiles files;
    private final int limit;
    private final @Nullable Duration time;
    private final long begun = System.nanoTime();

    /**
     * Asks nothing yet.
     *
     * @param limit matches
     * @param time null: as long as it takes
     */
    SearchPages(RemoteFiles files, int limit, @Nullable Duration time) {
        this.files = files;
        this.limit = limit;
        this.time = time;
    }

    /** Gives each page as it comes; what all of them say together, and why the last one stopped. */
    FileMatches all(FileRequest.Search request, Consumer<FileMatches> taker) {
        FileRequest.Search next = request;
        List<FilePath> unreadable = new ArrayList<>();
        int matches = 0;
        long searched = 0;
        long binary = 0;
        while (true) {
            FileMatches page =
                    files.search(next.withLimit(Math.min(PAGE, limit - matches)).withMaxMs(left()));
            taker.accept(page);
            matches += page.matches().size();
            searched += page.searched();
            binary += page.binary();
            unreadable.addAll(page.unreadable());
            boolean isOver = page.stopped() == null || page.stopped() == SearchStop.HANGS || page.next() == null;
            if (isOver || matches >= limit || isLate()) {
                return new FileMatches(
                        page.path(), List.of(), page.stopped(), page.next(), searched, binary, unreadable);
            }
            next = next.from(page.next());
        }
    }

    private int left() {
        long left = time == null
                ? Long.MAX_VALUE
                : time.minusNanos(System.nanoTime() - begun).toMillis();
        return Math.clamp(left, 1, Limits.FILE_SEARCH_MS);
    }

    private boolean isLate() {
        return time != null && System.nanoTime() - begun >= time.toNanos();
    }
}
