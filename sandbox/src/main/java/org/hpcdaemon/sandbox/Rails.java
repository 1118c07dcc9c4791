package org.hpcdaemon.sandbox;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.hpcdaemon.protocol.Resource;
import org.hpcdaemon.protocol.ShellWord;

/** The guard rails of shells: bash that says which path is outside, and which directories are allowed. */
public final class Rails {
    private Rails() {}

    /**
     * For where the kernel has the last word.
     *
     * @param own what else an agent may write to, such as its own /tmp
     */
    public static String explaining(List<Path> allowed, List<Path> own) {
        return of(allowed, own, "");
    }

    /** For the level at which nothing else stops writes outside. */
    static String stopping(List<Path> allowed, List<Path> own) {
        return of(allowed, own, "1");
    }

    private static String of(List<Path> allowed, List<Path> own, String stops) {
        return array("__hpc_allowed", allowed)
                + array("__hpc_private", own)
                + "__hpc_stops=" + stops + "\n"
                + Resource.text(Rails.class, "rails.bash")
                + Resource.text(Rails.class, "redirections.bash");
    }

    private static String array(String name, List<Path> paths) {
        return paths.stream()
                .map(path -> ShellWord.quoted(path.toString()))
                .collect(Collectors.joining(" ", name + "=(", ")\n"));
    }
}
