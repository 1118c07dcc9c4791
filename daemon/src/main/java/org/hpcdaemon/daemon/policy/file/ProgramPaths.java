package org.hpcdaemon.daemon.policy.file;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hpcdaemon.daemon.policy.Command;
import org.hpcdaemon.linux.system.FileAccess;
import org.jspecify.annotations.Nullable;

/**
 * Which program a word stands for, by the PATH that commands start with. Waits for the file systems of the PATH. Thread-safe.
 *
 * @param folders of the PATH, in its order
 */
public record ProgramPaths(List<String> folders) {
    public ProgramPaths {
        folders = List.copyOf(folders);
    }

    /** Of the value of a PATH. */
    public static ProgramPaths of(String path) {
        return new ProgramPaths(List.of(path.split(":", -1)));
    }

    /** A command, with what its first word stands for. */
    public Command command(List<String> words, Set<String> variables) {
        String word = words.getFirst();
        @Nullable Path program = find(word).orElse(null);
        return new Command(
                words,
                program == null ? null : program.toString(),
                program == null || !isOnPath(program) || Launchers.isOne(program),
                variables);
    }

    /**
     * The absolute path of a program, links in its directory's name followed, and not its own: some programs do what their name says.
     * Empty if there is none, or if where it is depends on the directory that a command starts in.
     */
    Optional<Path> find(String word) {
        if (word.contains("/")) {
            return word.startsWith("/") && FileAccess.isExecutable(word) ? placed(word) : Optional.empty();
        }
        if (word.isEmpty()) {
            return Optional.empty();
        }
        for (String folder : folders) {
            if (!folder.startsWith("/")) {
                return Optional.empty();
            }
            if (FileAccess.isExecutable(folder + "/" + word)) {
                return placed(folder + "/" + word);
            }
        }
        return Optional.empty();
    }

    private static Optional<Path> placed(String absolute) {
        try {
            Path path = Path.of(absolute);
            Path parent = path.getParent();
            return parent == null || path.getFileName().toString().equals("..")
                    ? Optional.empty()
                    : Optional.of(parent.toRealPath().resolve(path.getFileName()));
        } catch (IOException | InvalidPathException _) {
            return Optional.empty();
        }
    }

    private boolean isOnPath(Path program) {
        Path parent = program.getParent();
        return parent != null && realFolders().contains(parent);
    }

    private Set<Path> realFolders() {
        return folders.stream()
                .filter(folder -> folder.startsWith("/"))
                .flatMap(folder -> {
                    try {
                        return Stream.of(Path.of(folder).toRealPath());
                    } catch (IOException | InvalidPathException _) {
                        return Stream.empty();
                    }
                })
                .collect(Collectors.toSet());
    }
}
