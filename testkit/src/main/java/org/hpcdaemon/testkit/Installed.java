package org.hpcdaemon.testkit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which programs this machine has. A test that needs one it lacks is skipped, and says which. */
public final class Installed {
    /** Where programs of root's are is on no ordinary user's {@code PATH}. */
    public static final String PATH = System.getenv("PATH") + ":/usr/sbin:/sbin";

    private Installed() {}

    /** Whether that program is in one of the folders of {@link #PATH}. */
    public static boolean has(String program) {
        return Stream.of(PATH.split(":")).anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /** What to tell when a test is skipped, which is empty when all of these programs are there. */
    public static String missing(String... programs) {
        List<String> missing =
                Arrays.stream(programs).filter(program -> !has(program)).toList();
        return missing.stream().collect(Collectors.joining(", ", missing.isEmpty() ? "" : "not installed here: ", ""));
    }
}
