package org.hpcdaemon.sandbox.plan;

import java.io.IOException;
import java.nio.file.Path;

/** Where a path leads, by links too, though its end may not exist yet. */
public final class RealPath {
    private RealPath() {}

    public static Path of(Path path) {
        for (Path existing = path; existing != null; existing = existing.getParent()) {
            try {
                return existing.toRealPath().resolve(existing.relativize(path));
            } catch (IOException _) {
                // Not there, or out of reach: what is above it may be.
            }
        }
        return path;
    }
}
