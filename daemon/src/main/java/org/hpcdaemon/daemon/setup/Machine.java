package org.hpcdaemon.daemon.setup;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.hpcdaemon.daemon.config.Home;

/**
 * The machine on which a daemon is set up, as its user sees it.
 *
 * @param host its name
 * @param userHome of the user who runs setup
 * @param state the daemon's own
 */
public record Machine(String host, Path userHome, Home state, Map<String, String> environment) {
    public Machine {
        environment = Map.copyOf(environment);
    }

    /** The path as the user wrote it, with {@code ~} and a leading {@code $NAME} as a shell understands them. */
    public Path path(String written) {
        if (written.equals("~") || written.startsWith("~/")) {
            return userHome.resolve(written.substring(Math.min(2, written.length())));
        }
        int end = written.indexOf('/') < 0 ? written.length() : written.indexOf('/');
        String value = written.startsWith("$") ? environment.get(written.substring(1, end)) : null;
        return Path.of(value == null ? written : value + written.substring(end))
                .toAbsolutePath()
                .normalize();
    }

    boolean hasProgram(String name) {
        return Arrays.stream(environment.getOrDefault("PATH", "").split(":"))
                .filter(folder -> folder.startsWith("/"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
    }

    /** Where clusters have room for data; absent where there is no such place. */
    Optional<Path> scratch() {
        return Optional.ofNullable(environment.get("SCRATCH"))
                .filter(value -> value.startsWith("/"))
                .map(Path::of);
    }
}
