package org.hpcdaemon.sandbox;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What a daemon asks for whose home is a folder of the test. */
public final class Confinements {
    private Confinements() {}

    /**
     * All that a daemon called "box" asks for.
     *
     * @param environment of the daemon
     */
    public static Confinement of(Path state, List<Path> allowed, Guarding guarding, Map<String, String> environment) {
        return new Confinement(
                allowed, guarding, state, state.resolve("tmp/box"), state.resolve("box.level"), environment);
    }
}
