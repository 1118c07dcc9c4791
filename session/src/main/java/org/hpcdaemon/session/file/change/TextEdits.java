package org.hpcdaemon.session.file.change;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.file.FilePath;
import org.hpcdaemon.protocol.message.FileRequest;
import org.hpcdaemon.protocol.message.file.FileEdited;

/** Edits of a text, one after the other, or none. Pure. */
final class TextEdits {
    /** Places that an error names: enough to choose from. */
    private static final int MAX_NAMED = 10;

    private TextEdits() {}

    /** The text with the edits made. */
    record Edited(String text, List<FileEdited.Change> changes) {}

    /** Throws {@code CONFLICT} of the first that cannot be made, with where its text was found, or what is similar. */
    static Edited apply(FilePath named, String text, List<FileRequest.Replacement> edits) {
        String edited = text;
        List<FileEdited.Change> changes = new ArrayList<>();
        for (int i = 0; i < edits.size(); i++) {
            FileRequest.Replacement edit = edits.get(i);
            List<Integer> found = find(edited, edit.old());
            String which = edits.size() == 1 ? "the text" : "the text of edit " + (i + 1) + " of " + edits.size();
            if (found.isEmpty()) {
                throw conflict(which + " is not in " + named + NearMisses.words(edited, edit.old()));
            }
            if (found.size() > 1 && !edit.all()) {
                throw conflict(which + " is " + found.size() + " times in " + named + ", at " + lines(edited, found)
                        + "; give more of what is around the one that you mean, or \"all\"");
            }
            changes.add(new FileEdited.Change(found.size(), line(edited, found.getFirst())));
            edited = replace(edited, edit, found);
        }
        return new Edited(edited, changes);
    }

    private static HpcException conflict(String what) {
        return new HpcException(ErrorCode.CONFLICT, what + "; nothing was changed");
    }

    private static List<Integer> find(String text, String old) {
        List<Integer> found = new ArrayList<>();
        for (int at = text.indexOf(old); at >= 0; at = text.indexOf(old, at + old.length())) {
            found.add(at);
        }
        return found;
    }

    private static String replace(String text, FileRequest.Replacement edit, List<Integer> found) {
        StringBuilder edited = new StringBuilder();
        int done = 0;
        for (int at : found) {
            edited.append(text, done, at).append(edit.text());
            done = at + edit.old().length();
        }
        return edited.append(text, done, text.length()).toString();
    }

    private static long line(String text, int at) {
        return 1 + text.substring(0, at).chars().filter(c -> c == '\n').count();
    }

    private static String lines(String text, List<Integer> found) {
        String lines = found.stream()
                .limit(MAX_NAMED)
                .map(at -> Long.toString(line(text, at)))
                .collect(Collectors.joining(", "));
        return "lines " + lines + (found.size() > MAX_NAMED ? ", ..." : "");
    }
}
