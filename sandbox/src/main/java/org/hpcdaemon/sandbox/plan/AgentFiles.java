package org.hpcdaemon.sandbox.plan;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.hpcdaemon.linux.system.Beneath;
import org.hpcdaemon.sandbox.Confinement;

/**
 * Which files the daemon, which no sandbox holds, opens for an agent: those beneath some directories that the agent could open too.
 *
 * @param within without links; empty: anywhere, and nothing is hidden
 * @param hidden what no agent may read, wherever it lies
 */
public record AgentFiles(List<Path> within, List<Path> hidden) {
    /** Where agents may do what the daemon's user may. */
    public static final AgentFiles ANY = new AgentFiles(List.of(), List.of());

    private static final Path ROOT = Path.of("/");

    public AgentFiles {
        within = List.copyOf(within);
        hidden = List.copyOf(hidden);
    }

    /**
     * Those of a daemon's agents: its allowed directories, and where its jobs run.
     *
     * @param workingDirectory of jobs that name none
     */
    public static AgentFiles of(Confinement asked, Path workingDirectory) {
        if (asked.allowed().isEmpty()) {
            return ANY;
        }
        Bounds bounds = Bounds.of(asked);
        List<Path> hidden = new ArrayList<>(bounds.hidden());
        hidden.add(bounds.state());
        return new AgentFiles(
                Stream.concat(bounds.allowed().stream(), Stream.of(workingDirectory))
                        .toList(),
                hidden);
    }

    /**
     * Opens a regular file for reading, and no other than the one of that name: a link on the way to it is not followed.
     *
     * @throws IOException if it is outside, hidden, or not to be had
     */
    public FileChannel open(Path file) throws IOException {
        if (within.isEmpty()) {
            return Beneath.open(ROOT, file);
        }
        Path directory = within.stream()
                .filter(file::startsWith)
                .findFirst()
                .orElseThrow(() -> new FileSystemException(
                        file.toString(), null, "outside of the directories agents may write to"));
        return Beneath.open(directory, file, this::checkVisible);
    }

    private void checkVisible(Path opened) throws IOException {
        if (hides(opened)) {
            throw new FileSystemException(opened.toString(), null, "hidden from agents");
        }
    }

    /** Whether it is, or lies in, what no agent may read. */
    public boolean hides(Path path) {
        Path real = real(path);
        return hidden.stream().map(AgentFiles::real).anyMatch(real::startsWith);
    }

    /** With links resolved as far as it exists. */
    public static Path real(Path path) {
        return Stream.iterate(Optional.of(path), Optional::isPresent, at -> at.map(Path::getParent))
                .flatMap(Optional::stream)
                .flatMap(there -> resolved(there).map(real -> real.resolve(there.relativize(path))).stream())
                .findFirst()
                .orElse(path);
    }

    private static Optional<Path> resolved(Path path) {
        try {
            return Optional.of(path.toRealPath());
        } catch (IOException e) {
            return Optional.empty(); // not there, or in another user's folder
        }
    }
}
