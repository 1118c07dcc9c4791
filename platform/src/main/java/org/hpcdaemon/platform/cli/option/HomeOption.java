package org.hpcdaemon.platform.cli.option;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --home}, the same for every verb. */
public final class HomeOption {
    public static final String VARIABLE = "HPC_PLATFORM_HOME";

    @Option(
            names = "--home",
            paramLabel = "DIR",
            description = "Where the platform keeps its state (default: $$HPC_PLATFORM_HOME, or ~/.hpc_platform).")
    private @Nullable Path home;

    public Path path() {
        return named().orElseGet(() -> Path.of(System.getProperty("user.home"), ".hpc_platform"));
    }

    /** What was named, by the option or the variable. */
    public Optional<Path> named() {
        if (home != null) {
            return Optional.of(home.toAbsolutePath());
        }
        return Optional.ofNullable(System.getenv(VARIABLE))
                .filter(named -> !named.isBlank())
                .map(named -> Path.of(named).toAbsolutePath());
    }
}
