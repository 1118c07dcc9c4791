package org.hpcdaemon.daemon.policy.file;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

    /**
     * A command, with what its first word stands for. Of the links in a path that an agent gives, only the folders of the PATH are
     * followed: any other could lead elsewhere by the time that the command starts.
     */
    public Command command(List<String> words, Set<String> variables) {
        String word = words.getFirst();
        @Nullable Path program = (word.contains("/") ? named(word) : onPath(word)).orElse(null);
        return new Command(
                words,
                program == null ? null : program.toString(),
                program == null || !isOnPath(program) || Launchers.isOne(program),
                variables);
    }

    /** The absolute path of a program that the owner of a policy names; empty if a name is not on the PATH. */
    Optional<Path> find(String word) {
        if (!word.contains("/")) {
            return onPath(word);
        }
        Path path = Path.of(word).normalize();
        return word.startsWith("/")
                ? real(path.getParent(), path.getFileName()).or(() -> Optional.of(path))
                : Optional.empty();
    }

    /** Empty where it depends on the directory that a command starts in. */
    private Optional<Path> onPath(String name) {
        if (name.isEmpty()) {
            return Optional.empty();
        }
        for (String folder : folders) {
            if (!folder.startsWith("/")) {
                return Optional.empty();
            }
            if (FileAccess.isExecutable(folder + "/" + name)) {
                return real(folder, name);
            }
        }
        return Optional.empty();
    }

    private Optional<Path> named(String word) {
        try {
            Path path = Path.of(word);
            Path parent = path.getParent();
            if (!word.startsWith("/")
                    || parent == null
                    || !path.equals(path.normalize())
                    || !FileAccess.isExecutable(word)) {
                return Optional.empty();
            }
            return folders.contains(parent.toString()) ? real(parent, path.getFileName()) : Optional.of(path);
        } catch (InvalidPathException _) {
            return Optional.empty();
        }
    }

    private static Optional<Path> real(String folder, String name) {
        try {
            return real(Path.of(folder), Path.of(name));
        } catch (InvalidPathException _) {
            return Optional.empty();
        }
    }

    /** With the links in its directory's name followed, and not its own: some programs do what their name says. */
    private static Optional<Path> real(@Nullable Path folder, @Nullable Path name) {
        try {
            return folder == null || name == null
                    ? Optional.empty()
                    : Optional.of(folder.toRealPath().resolve(name));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private boolean isOnPath(Path program) {
        Path name = program.getFileName();
        return name != null
                && folders.stream()
                        .filter(folder -> folder.startsWith("/"))
                        .anyMatch(
                                folder -> real(folder, name.toString()).stream().anyMatch(program::equals));
    }
}
