package org.hpcdaemon.agent.cli.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this process's standard input is. */
final class StandardInput {
    private static final Path INPUT = Path.of("/dev/fd/0");

    /** Of a mode, as in stat(2). */
    private static final int KIND = 0xf000;

    private static final int PIPE = 0x1000;
    private static final int FILE = 0x8000;
    private static final int SOCKET = 0xc000;

    private StandardInput() {}

    /** Whether it holds something for a command: a terminal is a person's, and {@code /dev/null} is what the command has anyway. */
    static boolean isPipeOrFile() {
        try {
            return switch ((int) Files.getAttribute(INPUT, "unix:mode") & KIND) {
                case PIPE, FILE, SOCKET -> true;
                default -> false;
            };
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException _) {
            return false; // closed, or of a system without such
        }
    }
}
