package org.hpcdaemon.platform.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --home}, the same for every verb. */
final class HomeOption {
    @Option(
            names = "--home",
            paramLabel = "DIR",
            description = "Where the platform keeps its state (default: $$HPC_PLATFORM_HOME, or ~/.hpc_platform).")
    private @Nullable Path home;

    Path path() {
        if (home != null) {
            return home.toAbsolutePath();
        }
        String named = System.getenv("HPC_PLATFORM_HOME");
        return named == null || named.isBlank()
                ? Path.of(System.getProperty("user.home"), ".hpc_platform")
                : Path.of(named).toAbsolutePath();
    }
}
