package org.hpcdaemon.jobs.folder;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.hpcdaemon.protocol.message.value.LogStream;

/** Where one task leaves its records and logs, and finds what it shall obey. */
public record TaskFolder(Path path) {
    private static final Path NOWHERE = Path.of("/dev/null");

    /** That it has begun. */
    public Optional<TaskRecord.Started> started() {
        return text("started").flatMap(TaskRecord::started);
    }

    /** That it is over. */
    public Optional<TaskRecord.Exited> exited() {
        return text("exit").flatMap(TaskRecord::exited);
    }

    /** The level in force where it runs, as what started it there found; empty if it runs without limits, or not yet. */
    public Optional<String> sandbox() {
        return text("sandbox").map(String::strip).filter(level -> !level.isEmpty());
    }

    /** Whether a wrapper has taken it on, even if it did not come to say so. */
    public boolean claimed(int attempt) {
        return Files.isDirectory(path.resolve("claim." + attempt));
    }

    /** Leaves word that it shall end, before anything is signalled: so its wrapper knows what a TERM means. */
    public void markCancelled() throws IOException {
        Path mark = path.resolve("cancel");
        if (!Files.exists(mark)) {
            Files.createFile(mark);
        }
    }

    public void unmarkCancelled() throws IOException {
        Files.deleteIfExists(path.resolve("cancel"));
    }

    /** Whether it was asked to end. */
    public boolean cancelled() {
        return Files.exists(path.resolve("cancel"));
    }

    /** Its log, where its script names no other file; may not exist yet. */
    public Path log(LogStream stream) {
        return path.resolve(name(stream));
    }

    /** The file that its script names for its log, as the wrapper found it when it began: without links, unless one was made since. */
    Optional<Path> logElsewhere(LogStream stream) {
        return text(name(stream) + ".at").flatMap(TaskFolder::path).filter(file -> !file.equals(NOWHERE));
    }

    /** How long its log is with the line that says that it is full; empty if it is not. */
    OptionalLong fullLog(LogStream stream) {
        return text(name(stream) + ".full").map(String::strip).filter(size -> size.matches("\\d{1,18}")).stream()
                .mapToLong(Long::parseLong)
                .findFirst();
    }

    private static String name(LogStream stream) {
        return switch (stream) {
            case STDOUT -> "stdout";
            case STDERR -> "stderr";
        };
    }

    private static Optional<Path> path(String text) {
        try {
            return Optional.of(Path.of(new String(text.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8)));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private Optional<String> text(String name) {
        try {
            return Optional.of(Files.readString(path.resolve(name), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            return Optional.empty(); // not there, or a file system that does not answer: no evidence
        }
    }
}
