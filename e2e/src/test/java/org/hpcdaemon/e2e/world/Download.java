package org.hpcdaemon.e2e.world;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What users download, made from the packaged jars.
 *
 * @param folder the archives, their sums and {@code install.sh}
 */
public record Download(Path folder) {

    /** Makes it. Skips the test where the JDK has no {@code jlink}, or the sources are in no clone. */
    public static Download make(Path folder) {
        assumeTrue(
                Files.isExecutable(Path.of(System.getProperty("java.home"), "bin/jlink")), "this JDK has no bin/jlink");
        assumeTrue(Files.exists(Launchers.ROOT.resolve(".git")), "these sources are in no git clone");
        Outcome<String> outcome =
                World.script("release", "--as-built", "--without-sbom", "--output", folder.toString());
        if (outcome.exitCode() != 0) {
            throw new AssertionError("./release: " + outcome.err());
        }
        return new Download(folder);
    }

    /** The archive of all programs. */
    public Path all() {
        return archive("hpc-daemon-[0-9]*.tar.gz");
    }

    /** The archive of {@code hpc} and {@code hpc-daemon}. */
    public Path client() {
        return archive("hpc-daemon-client-*.tar.gz");
    }

    private Path archive(String glob) {
        try (Stream<Path> files = Files.list(folder)) {
            var matcher = folder.getFileSystem().getPathMatcher("glob:" + glob);
            return files.filter(file -> matcher.matches(file.getFileName()))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no " + glob + " in " + folder));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code sh install.sh ARGUMENTS} of that folder as a user with that home. */
    public Outcome<String> install(Path home, String... arguments) {
        List<String> words =
                new ArrayList<>(List.of(folder.resolve("install.sh").toString()));
        words.addAll(List.of(arguments));
        return Outcome.of(
                Launchers.script(Path.of("sh"), Map.of("HOME", home.toString()), words), new byte[0], Outcome::text);
    }

    /** The archive of {@code hpc} and {@code hpc-daemon} once more, as another version. */
    public Path clientAs(String version, Path folder) {
        Path archive = folder.resolve("hpc-daemon-client-" + version + "-linux-x64.tar.gz");
        Outcome<String> outcome = World.script(
                "/bin/bash", "-euc", """
                cd "$3"
                tar -xzf "$1"
                mv hpc-daemon-* "hpc-daemon-$2"
                sed -i "1s/.*/$2/" "hpc-daemon-$2/libexec/release"
                cd "hpc-daemon-$2"
                find . -type f ! -name SHA256SUMS | sort | xargs sha256sum >SHA256SUMS
                cd ..
                tar -czf "$4" "hpc-daemon-$2"
                rm -rf "hpc-daemon-$2"
                """, "bash", client().toString(), version, folder.toString(), archive.toString());
        if (outcome.exitCode() != 0) {
            throw new AssertionError("another version: " + outcome.err());
        }
        return archive;
    }

    /** {@code hpc-daemon ARGUMENTS} that is current below that home, by its link, as a user calls it. */
    public static Outcome<String> daemon(Path home, String... arguments) {
        return Outcome.of(
                Launchers.script(
                        home.resolve(".local/bin/hpc-daemon"),
                        Map.of(
                                "HOME", home.toString(),
                                "HPC_DAEMON_HOME", home.resolve("state").toString()),
                        List.of(arguments)),
                new byte[0],
                Outcome::text);
    }

    /** The programs that are current below that home. */
    public static Release installed(Path home) {
        return new Release(home.resolve(".local/share/hpc-daemon/current"));
    }
}
