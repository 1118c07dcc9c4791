package org.hpcdaemon.e2e.world;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The launchers where nothing was built yet, with a Maven that says what a first build says, and builds nothing. */
public final class FreshClone {
    private static final String MAVEN = """
            #!/bin/sh
            touch "$0.called"
            echo 'Downloaded from central: https://repo.example.org/a.jar (1 kB at 2 kB/s)'
            echo '[INFO] Building protocol 0.1.0-SNAPSHOT                       [2/8]'
            echo '[ERROR] protocol: no such thing'
            exit 1
            """;

    private final Path folder;
    private final Path maven;

    public FreshClone(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
        for (String part : List.of("bin", "libexec", "pom.xml")) {
            copy(Launchers.ROOT.resolve(part), folder.resolve(part));
        }
        maven = Files.writeString(
                Files.createDirectory(folder.resolve("programs")).resolve("mvn"), MAVEN);
        Files.setPosixFilePermissions(maven, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.copy(from, to);
        if (Files.isDirectory(from)) {
            try (Stream<Path> files = Files.list(from)) {
                for (Path file : files.toList()) {
                    copy(file, to.resolve(file.getFileName()));
                }
            }
        }
    }

    public Outcome<String> run(String program, String... arguments) {
        ProcessBuilder builder = Launchers.of(
                program, Map.of("PATH", maven.getParent() + ":" + System.getenv("PATH")), List.of(arguments));
        builder.command().set(0, folder.resolve("bin").resolve(program).toString());
        builder.environment().remove("HPC_BUILD");
        return Outcome.of(builder, new byte[0], Outcome::text);
    }

    /**
     * A program as it was built, with a Java that prints its arguments and what it was recorded to start faster with: made at those times,
     * and not to be made anew.
     */
    public Outcome<String> runBuilt(String program, String module, Instant built, Instant recorded) throws IOException {
        Path target = folder.resolve(module).resolve("target");
        file(target.resolve(module + "-1.jar"), built);
        file(target.resolve("lib/library.jar"), built.minusSeconds(60));
        file(target.resolve(module + ".aot"), recorded);
        Path java = folder.resolve("java");
        Files.writeString(Files.createDirectories(java).resolve("release"), "JAVA_VERSION=\"25\"\n");
        Path echo = Files.writeString(
                Files.createDirectories(java.resolve("bin")).resolve("java"), "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
        Files.setPosixFilePermissions(echo, PosixFilePermissions.fromString("rwxr-xr-x"));
        ProcessBuilder builder =
                Launchers.of(program, Map.of("JAVA_HOME", java.toString(), "HPC_TRAIN", "never"), List.of("list"));
        builder.command().set(0, folder.resolve("bin").resolve(program).toString());
        return Outcome.of(builder, new byte[0], Outcome::text);
    }

    private static void file(Path path, Instant modified) throws IOException {
        Files.createDirectories(path.getParent());
        Files.writeString(path, "not empty");
        Files.setLastModifiedTime(path, FileTime.from(modified));
    }

    /** Whether a build was begun. */
    public boolean hasBuilt() {
        return Files.exists(maven.resolveSibling("mvn.called"));
    }
}
