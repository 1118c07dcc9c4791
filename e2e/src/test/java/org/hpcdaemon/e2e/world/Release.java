package org.hpcdaemon.e2e.world;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The three programs as the sources of one commit make them.
 *
 * @param root the source tree in which they are built
 */
public record Release(Path root) {
    private static final Duration BUILD_LIMIT = Duration.ofMinutes(30);

    /** What is tested. */
    public static final Release CURRENT = new Release(Launchers.ROOT);

    /**
     * An earlier one, built in a clone that is kept in {@code e2e/target/releases}. Skips the test where the history of this
     * repository does not reach back to it.
     */
    public static Release of(String commit) {
        Path root = Launchers.ROOT.resolve("e2e/target/releases").resolve(commit);
        String here = Launchers.ROOT.toString();
        assumeTrue(
                git("-C", here, "cat-file", "-e", commit + "^{commit}").exitCode() == 0,
                () -> "no commit " + commit + " in " + here + ", which may be a shallow clone");
        if (!Files.exists(root)) {
            require("clone", git("clone", "-q", "--shared", "--no-checkout", here, root.toString()));
        }
        require("checkout", git("-C", root.toString(), "checkout", "-q", commit));
        Release release = new Release(root);
        ProcessBuilder build = release.program("hpc", Map.of("HPC_BUILD", "only"), List.of());
        require("build", Outcome.of(build, new byte[0], Outcome::text, BUILD_LIMIT));
        return release;
    }

    /** A start of one of them that is not under way yet; no setting of the shell that runs the tests reaches it. */
    ProcessBuilder program(String name, Map<String, String> environment, List<String> arguments) {
        return Launchers.script(root.resolve("bin").resolve(name), environment, arguments);
    }

    private static Outcome<String> git(String... arguments) {
        return Outcome.of(Launchers.script(Path.of("git"), Map.of(), List.of(arguments)), new byte[0], Outcome::text);
    }

    private static void require(String step, Outcome<String> outcome) {
        if (outcome.exitCode() != 0) {
            throw new AssertionError(step + ": " + outcome.err());
        }
    }
}
