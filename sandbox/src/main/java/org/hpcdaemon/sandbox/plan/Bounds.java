package org.hpcdaemon.sandbox.plan;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.hpcdaemon.sandbox.Confinement;
import org.jspecify.annotations.Nullable;

/**
 * What agents are kept within.
 *
 * @param allowed may be written to; none lies in another
 * @param hidden may not be read
 * @param state the daemon's own folder, hidden too
 * @param tmp what is their /tmp
 * @param userHome of the user who runs the daemon
 * @param units where that user's systemd units may be
 * @param noUnixSockets where no scope keeps agents from those of other programs
 * @param containers whether agents may make user namespaces, in which they are root over nothing but what is theirs
 */
public record Bounds(
        List<Path> allowed,
        List<Path> hidden,
        Path state,
        Path tmp,
        Path userHome,
        List<Path> units,
        boolean noNetwork,
        boolean noUnixSockets,
        boolean containers) {
    public Bounds {
        allowed = List.copyOf(allowed);
        hidden = List.copyOf(hidden);
        units = List.copyOf(units);
    }

    public static Bounds of(Confinement asked) {
        Path userHome = Path.of(asked.environment().getOrDefault("HOME", System.getProperty("user.home")));
        List<Path> hidden = new ArrayList<>(SecretFiles.of(userHome, asked.environment()));
        asked.guarding().hidden().forEach(path -> hidden.add(Path.of(path)));
        return new Bounds(
                outermost(asked.allowed()),
                hidden,
                asked.state(),
                asked.tmp(),
                userHome,
                units(userHome, asked.environment().get("XDG_CONFIG_HOME")),
                asked.guarding().noNetwork(),
                asked.guarding().noUnixSockets(),
                asked.guarding().containers());
    }

    /** An absolute path moves the usual place (systemd.unit(5)), where an older one may have stayed behind. */
    private static List<Path> units(Path userHome, @Nullable String config) {
        Stream<Path> places = Stream.of(userHome.resolve(".config"));
        return (config != null && config.startsWith("/") ? Stream.concat(places, Stream.of(Path.of(config))) : places)
                .map(place -> place.resolve("systemd/user"))
                .distinct()
                .toList();
    }

    /** One in another adds nothing, and as a link that an agent made it would lead elsewhere. */
    private static List<Path> outermost(List<Path> all) {
        return all.stream()
                .distinct()
                .filter(path -> all.stream().noneMatch(other -> !other.equals(path) && path.startsWith(other)))
                .toList();
    }

    /**
     * Why these cannot be enforced anywhere: a process that may write to a home may write what its owner runs at the next
     * login, and what does not exist yet cannot be protected without leaving something there.
     */
    public Optional<String> fault() {
        return allowed.stream()
                .filter(path -> holds(path, userHome) || holds(path, state))
                .findFirst()
                .map(path -> path + " holds " + (holds(path, userHome) ? "your home" : "the daemon's own files")
                        + ": allow folders in it instead");
    }

    private static boolean holds(Path folder, Path other) {
        return other.startsWith(folder) || RealPath.of(other).startsWith(RealPath.of(folder));
    }
}
