package org.hpcdaemon.session.file.search;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.hpcdaemon.linux.descriptor.FileHandle;
import org.hpcdaemon.linux.descriptor.FileKind;
import org.hpcdaemon.linux.descriptor.FilePlace;
import org.hpcdaemon.linux.descriptor.FilePlaces;
import org.hpcdaemon.linux.descriptor.FileStatus;
import org.hpcdaemon.linux.descriptor.WalkedPath;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.file.FilePath;
import org.hpcdaemon.protocol.message.FileRequest;
import org.hpcdaemon.protocol.message.file.FileMatches;
import org.hpcdaemon.protocol.message.file.SearchContent;
import org.hpcdaemon.protocol.message.file.SearchPosition;
import org.hpcdaemon.protocol.message.file.SearchStop;
import org.hpcdaemon.session.file.call.CallPulse;
import org.hpcdaemon.session.file.call.FileRunner;
import org.hpcdaemon.session.file.call.FileSettings;
import org.hpcdaemon.session.file.call.FileTrouble;
import org.hpcdaemon.session.route.Activity;
import org.hpcdaemon.session.route.AgentSlots;
import org.hpcdaemon.session.route.Caller;
import org.jspecify.annotations.Nullable;

/** {@code file.search}. Thread-safe. */
public final class FileSearches {
    private final FileSettings settings;
    private final FileRunner runner;

    public FileSearches(FileSettings settings) {
        this.settings = settings;
        this.runner = new FileRunner(
                settings,
                new AgentSlots.Bounds(
                        "searches of files under way",
                        "search a smaller directory",
                        Limits.FILE_SEARCHES,
                        Limits.FILE_SEARCHES_PER_AGENT,
                        Limits.FILE_SEARCHES_RESERVED));
    }

    /** Searches until it is through, or one of the request's bounds or a file system that hangs stops it. */
    public FileMatches search(Caller caller, FileRequest.Search request) {
        Globs globs = Globs.of(request.globs());
        SearchContent content = request.content();
        Pattern pattern = content == null ? null : RegexFinder.pattern(content);
        CallPulse pulse = new CallPulse();
        Findings findings =
                new Findings(Objects.requireNonNullElse(request.limit(), FileRequest.DEFAULT_MATCHES), request.after());
        try {
            return runner.run(caller, request.path(), FileRunner.Effect.NONE, pulse, root -> {
                Deadline deadline = new Deadline(
                        Duration.ofMillis(Objects.requireNonNullElse(request.maxMs(), FileRequest.DEFAULT_SEARCH_MS)),
                        pulse);
                ContentSearch lines = content == null || pattern == null
                        ? null
                        : new ContentSearch(
                                finder(content, pattern, deadline),
                                Objects.requireNonNullElse(content.context(), 0),
                                findings,
                                deadline);
                return search(root, request, globs, lines, findings, deadline);
            });
        } catch (HpcException e) {
            FileMatches hanging = e.code() == ErrorCode.TIMED_OUT ? findings.hanging() : null;
            if (hanging != null) {
                return hanging;
            }
            throw e;
        }
    }

    private static LineFinder finder(SearchContent content, Pattern pattern, Deadline deadline) {
        return content.text() == null || content.ignoreCase()
                ? new RegexFinder(pattern, deadline)
                : new TextFinder(content.text());
    }

    private FileMatches search(
            FileHandle root,
            FileRequest.Search request,
            Globs globs,
            @Nullable ContentSearch content,
            Findings findings,
            Deadline deadline)
            throws IOException {
        try (FilePlace place =
                FilePlaces.find(root, settings.absolute(request.path()).bytes(), true)) {
            FileStatus status = place.known();
            boolean isFile = status.kind() == FileKind.FILE;
            if (!isFile && !status.isDirectory()) {
                throw FileTrouble.notAFile(request.path(), status.kind());
            }
            WalkedPath top = isFile ? place.path().parent() : place.path();
            findings.begin(FilePath.of(top.bytes()));
            TreeSearch search = new TreeSearch(top, globs, request.gitignore(), content, findings, deadline);
            SearchPosition after = request.after();
            if (isFile) {
                FilePlace.Entry entry = place.entry();
                search.one(
                        entry.directory(),
                        entry.name(),
                        FileKind.FILE,
                        FilePath.of(entry.name().toArray()),
                        after == null ? null : after.line());
            } else {
                search.directory(place.file(), after);
            }
            return findings.answer(null);
        } catch (StoppedException stopped) {
            return stopped(stopped.why(), request, findings);
        }
    }

    /** Throws {@code INVALID_PARAMS} if, asked to go on, it would stop there again and again. */
    private static FileMatches stopped(SearchStop why, FileRequest.Search request, Findings findings) {
        SearchPosition after = request.after();
        if (why == SearchStop.TIME && after != null && Objects.equals(after, findings.reached())) {
            throw HpcException.invalid(
                    "the search came no further than " + after.path() + " in its time, which " + findings.current()
                            + " takes; write a simpler regular expression, or leave that out by a glob with !");
        }
        return findings.answer(why);
    }

    /** Those that are under way. */
    public List<Activity> underWay() {
        return runner.underWay();
    }

    /** Ends an agent's searches. Returns how many there were. */
    public int end(Caller caller) {
        return runner.end(caller);
    }
}
