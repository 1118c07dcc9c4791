package org.hpcdaemon.e2e.console;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.hpcdaemon.e2e.world.Outcome;
import org.hpcdaemon.e2e.world.World;
import org.hpcdaemon.testkit.Installed;

/** {@code console/} with what npm fetches for it, which stays from run to run. */
final class ConsoleSources {
    private static final Path SOURCES = Path.of("../console").toAbsolutePath().normalize();
    private static final Path CLIENT =
            Path.of("../clients/typescript").toAbsolutePath().normalize();
    private static final Path COPY = Path.of("target/tree").toAbsolutePath();

    private ConsoleSources() {}

    /** A copy that may be built in. Skips the test where it cannot be had. */
    static synchronized Path fetched(Path scratch) throws IOException {
        assumeTrue(Installed.missing("node", "npm").isEmpty(), Installed.missing("node", "npm"));
        Outcome<String> fetched = run(scratch, """
                mkdir -p %1$s/console %1$s/clients/typescript
                cd %1$s/clients/typescript && rm -rf src && cp -r %3$s/src .
                cd %1$s/console && rm -rf src && (cd %2$s && tar -cf - --exclude=node_modules .) | tar -xf -
                cmp -s package-lock.json node_modules/.lock || {
                    npm ci --ignore-scripts --no-audit --no-fund --loglevel=error && cp package-lock.json node_modules/.lock; }
                """.formatted(COPY, SOURCES, CLIENT));
        assumeTrue(fetched.exitCode() == 0, "npm could not fetch what the console is made of: " + fetched.err());
        return COPY.resolve("console");
    }

    static Outcome<String> run(Path scratch, String script) throws IOException {
        return World.bash(
                Files.writeString(Files.createTempFile(scratch, "run", ".sh"), "set -e\n" + script), Map.of());
    }
}
