package org.hpcdaemon.daemon.guard;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** The guard rails of shells: bash functions that say which path is outside, and which directories are allowed. */
final class Rails {
    private static final String RESOURCE = "rails.bash";

    private Rails() {}

    /** @param own what else an agent may write to, such as its own /tmp */
    static String of(List<Path> allowed, List<Path> own) {
        return array("__hpc_allowed", allowed) + array("__hpc_private", own) + resource();
    }

    private static String array(String name, List<Path> paths) {
        return paths.stream()
                .map(path -> "'" + path.toString().replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" ", name + "=(", ")\n"));
    }

    private static String resource() {
        try (InputStream in = Rails.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is missing in this build");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
