package org.hpcdaemon.daemon.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Allowed directories that were named by way of a symbolic link. Agents keep the directory that it led to at set-up, so that
 * a process that can move the link cannot move the limits; but the user, who still names the link, has to be told.
 */
public final class AllowedLinks {
    private AllowedLinks() {}

    /**
     * A link that leads elsewhere than at set-up.
     *
     * @param found what it was and is
     * @param todo what to do about it
     */
    public record Moved(String found, String todo) {
        @Override
        public String toString() {
            return found + "; " + todo;
        }
    }

    /** Those that lead elsewhere now. */
    public static List<Moved> moved(Profile profile) {
        String todo =
                "to allow what it is now: hpc-daemon setup --daemon-id " + profile.daemon() + " --allowed-dirs DIR ...";
        return profile.allowedLinks().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .flatMap(link -> now(Path.of(link.getKey()), Path.of(link.getValue())))
                .map(found -> new Moved(found, todo))
                .toList();
    }

    private static Stream<String> now(Path link, Path before) {
        String was = "the allowed directory " + link + " was " + before
                + " at set-up, which agents may still write to, and ";
        try {
            Path now = link.toRealPath();
            return now.equals(before) ? Stream.empty() : Stream.of(was + "is now " + now + ", which they may not");
        } catch (IOException _) {
            return Stream.of(was + "is not there any more");
        }
    }
}
