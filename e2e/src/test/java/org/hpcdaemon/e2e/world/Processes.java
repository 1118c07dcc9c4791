package org.hpcdaemon.e2e.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The machine's processes. Those of agents count theirs from 1 and are found by what they run. */
public final class Processes {
    private Processes() {}

    /** How many run with a command line that ends so; a zombie has none. */
    public static long running(String command) {
        try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
            return entries.map(Processes::commandLine)
                    .filter(line -> line.endsWith(command))
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String commandLine(Path process) {
        try {
            return Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1)
                    .replace('\0', ' ')
                    .strip();
        } catch (IOException _) {
            return ""; // no process, or it has ended
        }
    }
}
