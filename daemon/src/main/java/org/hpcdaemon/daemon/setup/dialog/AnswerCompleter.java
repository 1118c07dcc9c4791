package org.hpcdaemon.daemon.setup.dialog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/** Completes what is typed at a question. */
final class AnswerCompleter implements Completer {
    /** More than a screen of names is of no use, and a directory may have a million. */
    private static final int NAMES = 200;

    private final Function<String, Path> paths;
    private Dialog.Completion now = new Dialog.Completion.Nothing();

    /** @param paths what a path means as it is typed */
    AnswerCompleter(Function<String, Path> paths) {
        this.paths = paths;
    }

    void use(Dialog.Completion completion) {
        now = completion;
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        String typed = line.line().substring(0, line.cursor());
        switch (now) {
            case Dialog.Completion.Nothing _ -> {}
            case Dialog.Completion.Words(List<String> words) -> words(words, candidates);
            case Dialog.Completion.Directories _ -> {
                int start = typed.lastIndexOf(':') + 1;
                paths(typed.substring(0, start), typed.substring(start), true, candidates);
            }
            case Dialog.Completion.TextFile(List<String> words) -> {
                if (typed.startsWith("@")) {
                    paths("@", typed.substring(1), false, candidates);
                } else {
                    words(words, candidates);
                }
            }
        }
    }

    private static void words(List<String> words, List<Candidate> candidates) {
        words.forEach(word -> candidates.add(new Candidate(word, word, null, null, null, null, true)));
    }

    /** @param before what stands before the path and stays */
    private void paths(String before, String typed, boolean directoriesOnly, List<Candidate> candidates) {
        int slash = typed.lastIndexOf('/') + 1;
        String folder = typed.substring(0, slash);
        String begun = typed.substring(slash);
        Path place = paths.apply(folder.isEmpty() ? "." : folder);
        try (Stream<Path> entries = Files.list(place)) {
            entries.filter(entry -> !directoriesOnly || Files.isDirectory(entry))
                    .filter(entry -> entry.getFileName().toString().startsWith(begun))
                    .limit(NAMES)
                    .forEach(entry -> candidates.add(path(before + folder, entry)));
        } catch (IOException _) {
            // There is nothing to complete with.
        }
    }

    private static Candidate path(String before, Path entry) {
        boolean goesOn = Files.isDirectory(entry);
        String name = entry.getFileName() + (goesOn ? "/" : "");
        return new Candidate(before + name, name, null, null, null, null, !goesOn);
    }
}
