package org.hpcdaemon.e2e.world;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The programs as users start them: {@code bin/hpc-platform}, {@code bin/hpc-daemon}, {@code bin/hpc}. */
final class Launchers {
    static final Path ROOT = root();

    private Launchers() {}

    /** A start that is not under way yet; no setting of the shell that runs the tests reaches it. */
    static ProcessBuilder of(String program, Map<String, String> environment, List<String> arguments) {
        return Release.CURRENT.program(program, environment, arguments);
    }

    /** The same for any script, by its path. */
    static ProcessBuilder script(Path path, Map<String, String> environment, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(path.toString());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("HPC_"));
        builder.environment().put("HPC_BUILD", "never");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        // A scheduler that this machine happens to have is another test's affair.
        builder.environment().put("LOCAL_MODE", "1");
        builder.environment().putAll(environment);
        return builder;
    }

    /** Where a test class leaves what its programs printed, for the developer who looks into a failure. */
    static Path logs(String name) {
        try {
            return Files.createDirectories(ROOT.resolve("e2e/target/logs").resolve(name));
        } catch (IOException e) {
            throw new IllegalStateException("no folder for logs", e);
        }
    }

    /** What a test measured, as a line that {@code ./test} prints at its end. */
    static Path figures() {
        return ROOT.resolve("e2e/target/figures.txt");
    }

    /** Whether other users get to them, and to Java: each folder on the way lets them through. */
    static boolean areOpenToAll() {
        return Stream.of(ROOT, Path.of(System.getProperty("java.home")))
                .flatMap(end -> Stream.iterate(end, folder -> folder != null, Path::getParent))
                .allMatch(Launchers::letsAllThrough);
    }

    private static boolean letsAllThrough(Path folder) {
        try {
            return Files.getPosixFilePermissions(folder).contains(PosixFilePermission.OTHERS_EXECUTE);
        } catch (IOException e) {
            throw new IllegalStateException("cannot look at " + folder, e);
        }
    }

    private static Path root() {
        Path here = Path.of("").toAbsolutePath();
        Path root = Stream.iterate(here, folder -> folder != null, Path::getParent)
                .filter(folder -> Files.exists(folder.resolve("libexec/launch.sh")))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no libexec/launch.sh above " + here));
        for (String module : List.of("platform", "daemon", "agent")) {
            if (!Files.isDirectory(root.resolve(module).resolve("target/lib"))) {
                throw new IllegalStateException(
                        module + " is not packaged, and these tests run what is packaged: use ./test, or mvn verify");
            }
        }
        return root;
    }
}
