package org.hpcdaemon.sandbox.plan;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folders that other daemons, platforms and clients of this user keep their keys in, as far as this machine shows them: by the
 * environment of what runs, and by the units and the lines for cron that start daemons. Looked for anew each time, since another may have been started.
 */
public final class OtherHomes {
    private static final Pattern NAMED =
            Pattern.compile("(?:^|[\\x00\"'= ])HPC_(?:DAEMON_|PLATFORM_)?HOME=(/[^\\x00\"'\\n]*)", Pattern.MULTILINE);

    /** One of these is in such a folder. Any process may name one; only what has these is hidden. */
    private static final List<String> MARKS = List.of("state.db", "platform.db", "credentials.json");

    private static final Path SELF = Path.of("/proc/self/environ");

    private OtherHomes() {}

    /** Those that can be hidden: not what agents may write to, where they could have made it, nor what holds that or the user's home. */
    public static List<Path> beside(Bounds bounds) {
        return beside(bounds, UserCrontab.text());
    }

    public static List<Path> beside(Bounds bounds, String crontab) {
        Path user = RealPath.of(bounds.userHome());
        List<Path> allowed = bounds.allowed().stream().map(RealPath::of).toList();
        Stream<String> running = named(Path.of("/proc"), "[0-9]*", "environ");
        Stream<String> started = bounds.units().stream().flatMap(folder -> named(folder, "hpc-daemon*.service", ""));
        return Stream.of(running, started, UserCrontab.homes(crontab))
                .flatMap(names -> names)
                .flatMap(name -> path(name).stream())
                .distinct()
                .filter(home -> !home.equals(bounds.state()))
                .filter(home -> MARKS.stream().anyMatch(mark -> Files.exists(home.resolve(mark))))
                .filter(home -> mayBeHidden(RealPath.of(home), user, allowed))
                .toList();
    }

    private static boolean mayBeHidden(Path home, Path user, List<Path> allowed) {
        return !user.startsWith(home)
                && allowed.stream().noneMatch(place -> home.startsWith(place) || place.startsWith(home));
    }

    private static Optional<Path> path(String name) {
        try {
            return Optional.of(Path.of(name).normalize());
        } catch (InvalidPathException _) {
            return Optional.empty(); // in this locale no file has such a name
        }
    }

    private static Stream<String> named(Path folder, String pattern, String file) {
        List<String> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, pattern)) {
            UserPrincipal owner = Files.getOwner(SELF);
            for (Path entry : entries) {
                text(entry.resolve(file), owner).ifPresent(text -> {
                    Matcher matcher = NAMED.matcher(text);
                    while (matcher.find()) {
                        found.add(new String(
                                matcher.group(1).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
                    }
                });
            }
        } catch (IOException _) {
            // There are none.
        }
        return found.stream();
    }

    private static Optional<String> text(Path file, UserPrincipal owner) {
        try {
            // Of other users' processes it is not readable but for root; to ask first is much cheaper than an exception
            // for each.
            return Files.isReadable(file) && Files.getOwner(file).equals(owner)
                    ? Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1))
                    : Optional.empty();
        } catch (IOException _) {
            return Optional.empty(); // it has ended
        }
    }
}
