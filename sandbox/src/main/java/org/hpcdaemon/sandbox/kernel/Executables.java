package org.hpcdaemon.sandbox.kernel;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Programs that a sandbox is made with, as they lie on this machine. */
public final class Executables {
    private Executables() {}

    /** Whether it runs as its owner (set-uid). */
    public static boolean isSetUid(Path program) throws IOException {
        return ((int) Files.getAttribute(program, "unix:mode") & 04000) != 0;
    }

    /** Where a program lies, by the folders of a path; empty if it is in none of them. */
    public static Optional<String> onPath(String program, String path) {
        return Stream.of(path.split(":", -1))
                .filter(folder -> folder.startsWith("/"))
                .map(folder -> folder + "/" + program)
                .filter(file -> new File(file).canExecute())
                .findFirst();
    }
}
