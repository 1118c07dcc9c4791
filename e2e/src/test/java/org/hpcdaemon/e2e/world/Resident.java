package org.hpcdaemon.e2e.world;

import java.nio.file.Path;
import java.util.List;

/**
 * Whose daemon it is, and how it is kept.
 *
 * @param uid that this process is, or can become
 * @param place a folder that the user is given, with the home {@code user}, the allowed directory {@code work} and the
 *     daemon's state {@code home} in it
 * @param limited whether {@code work} is the only directory that agents may change
 * @param before what stands before the launcher on the command line that starts it, before it is that user
 * @param settings further flags of its setup
 */
public record Resident(int uid, Path place, boolean limited, List<String> before, List<String> settings) {
    public Resident {
        before = List.copyOf(before);
        settings = List.copyOf(settings);
    }
}
