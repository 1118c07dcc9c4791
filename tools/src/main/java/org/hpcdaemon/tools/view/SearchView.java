package org.hpcdaemon.tools.view;

import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hpcdaemon.protocol.file.FilePath;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.message.file.FileMatches;
import org.hpcdaemon.protocol.message.file.SearchPosition;
import org.hpcdaemon.protocol.message.file.SearchStop;
import org.jspecify.annotations.Nullable;

/** What a search found, as a model reads it: each file once, its lines below it as grep(1) numbers them. */
public final class SearchView {
    /** A path, and a line of it or none. */
    private static final Pattern POSITION = Pattern.compile("(?s)(.+):(\\d{0,18})");

    private SearchView() {}

    /** As {@link #words} says it. */
    public static @Nullable SearchPosition position(@Nullable String text) {
        if (text == null) {
            return null;
        }
        Matcher form = POSITION.matcher(text);
        return form.matches()
                ? new SearchPosition(
                        FilePath.of(form.group(1)), form.group(2).isEmpty() ? null : Long.valueOf(form.group(2)))
                : new SearchPosition(FilePath.of(text), null);
    }

    private static String words(SearchPosition position) {
        String path = position.path().text();
        Long line = position.line();
        return line != null ? path + ":" + line : path.matches("(?s).*:\\d*") ? path + ":" : path;
    }

    /** As much as fits, and how to get the rest. */
    public static String text(DaemonId machine, FileMatches found, int most) {
        StringBuilder lines = new StringBuilder();
        FilePath file = null;
        int shown = 0;
        SearchPosition last = null;
        for (FileMatches.Match match : found.matches()) {
            String piece = piece(match, file);
            if (lines.length() + piece.length() > most && shown > 0) {
                break;
            }
            lines.append(piece);
            file = match.path();
            last = new SearchPosition(match.path(), match.line());
            shown++;
        }
        boolean cut = shown < found.matches().size();
        return machine + ":" + found.path() + " · " + shown + (shown == 1 ? " match" : " matches") + " · "
                + found.searched() + " files searched"
                + (found.binary() == 0 ? "" : " · " + found.binary() + " binary left out")
                + (found.unreadable().isEmpty() ? "" : " · not readable: " + names(found.unreadable()))
                + (cut && last != null ? " · more: after=" + words(last) : stopped(found)) + "\n" + lines;
    }

    private static String stopped(FileMatches found) {
        SearchStop stopped = found.stopped();
        SearchPosition next = found.next();
        if (stopped == null || next == null) {
            return "";
        }
        return switch (stopped) {
            case LIMIT -> " · more: after=" + words(next);
            case TIME -> " · time was up: narrow it with path or globs, or go on with after=" + words(next);
            case HANGS -> " · stopped: " + next.path() + " does not answer; leave it out with the glob !" + next.path();
        };
    }

    private static String names(List<FilePath> paths) {
        return String.join(", ", paths.stream().map(FilePath::printable).toList());
    }

    private static String piece(FileMatches.Match match, @Nullable FilePath before) {
        Long line = match.line();
        if (line == null) {
            return match.path().printable()
                    + switch (match.type()) {
                        case DIRECTORY -> "/\n";
                        case FILE, LINK, SPECIAL -> "\n";
                    };
        }
        StringBuilder piece = new StringBuilder();
        if (!Objects.equals(match.path(), before)) {
            piece.append(match.path().printable()).append('\n');
        }
        List<String> earlier = match.before() == null ? List.of() : match.before();
        List<String> later = match.after() == null ? List.of() : match.after();
        for (int i = 0; i < earlier.size(); i++) {
            piece.append(line - earlier.size() + i)
                    .append('-')
                    .append(earlier.get(i))
                    .append('\n');
        }
        piece.append(line).append(':').append(match.text()).append('\n');
        for (int i = 0; i < later.size(); i++) {
            piece.append(line + 1 + i).append('-').append(later.get(i)).append('\n');
        }
        return piece.toString();
    }
}
