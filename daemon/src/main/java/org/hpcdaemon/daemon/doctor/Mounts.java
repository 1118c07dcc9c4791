package org.hpcdaemon.daemon.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hpcdaemon.store.FileSystems;

/** The file systems that are mounted, as {@code /proc/self/mounts} has them (proc(5), fstab(5)). */
record Mounts(List<Mount> all) {
    private static final Pattern ESCAPED = Pattern.compile("\\\\([0-7]{3})");

    /**
     * One file system.
     *
     * @param type {@code ext4}, {@code nfs4}, {@code lustre}…
     */
    record Mount(Path point, String type, Set<String> options) {
        /** What locks nothing, or only among the processes of one machine (nfs(5), mount.lustre(8)). */
        private static final Set<String> LOCAL_LOCKS =
                Set.of("nolock", "local_lock=all", "local_lock=posix", "localflock", "noflock");

        /** Whether other machines may have it too. */
        boolean isShared() {
            return FileSystems.isNetwork(type);
        }

        /** Whether a lock on one machine holds on the others. */
        boolean locksEverywhere() {
            return options.stream().noneMatch(LOCAL_LOCKS::contains);
        }
    }

    static Mounts read() throws IOException {
        return parse(Files.readString(Path.of("/proc/self/mounts")));
    }

    static Mounts parse(String text) {
        return new Mounts(text.lines()
                .map(line -> line.split(" ", -1))
                .filter(fields -> fields.length >= 4)
                .map(fields -> new Mount(Path.of(unescaped(fields[1])), fields[2], Set.of(fields[3].split(","))))
                .toList());
    }

    /** The one that holds that absolute path: of the deepest, the last mounted. */
    Optional<Mount> of(Path path) {
        return all.stream()
                .filter(mount -> path.startsWith(mount.point()))
                .max(Comparator.comparingInt(mount -> mount.point().getNameCount()));
    }

    private static String unescaped(String field) {
        return ESCAPED.matcher(field)
                .replaceAll(match -> Matcher.quoteReplacement(Character.toString(Integer.parseInt(match.group(1), 8))));
    }
}
