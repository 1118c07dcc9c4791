package org.hpcdaemon.e2e.escape;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A user's files around an allowed directory, another user's sockets, and the attempts, each with a folder of its own to spoil. Not
 * in /tmp, where an agent has a folder of its own and so sees nothing of this.
 */
final class Ground implements AutoCloseable {
    static final String SECRET = "XsecretX";

    private static final List<String> SECRETS = List.of(
            ".ssh/id_ed25519",
            ".aws/credentials",
            ".gnupg/key",
            ".netrc",
            ".git-credentials",
            ".docker/config.json",
            ".kube/config",
            ".config/gh/hosts.yml",
            ".cache/huggingface/token",
            ".zsh_history",
            ".viminfo",
            ".cargo/credentials.toml",
            "moved/rclone/rclone.conf",
            "mine");

    /** Makes every attempt, whatever came of the others. */
    private static final String RUN = """
            export WAY=$1 LEAF V UNTIL_MADE="timeout 10 sh -c 'until [ -e \\$V/new ]; do sleep 0.1; done'"
            { echo '== descriptors'; ls -l /proc/$$/fd; } >"$A/report.$1"
            for file in "$A"/attempts/*/*; do
                name=${file##*/} where=${file%/*} LEAF=victims/$1/${file##*/}
                V=${A%/*}/$LEAF
                case ${where##*/} in
                    IN_THE_STATE) cd "$A/../home" ;;
                    AT_HOME) cd "$U" ;;
                    *) cd "$V" ;;
                esac || cd /
                printf '\\n== %s\\n' "$name"
                case $name in
                    *.bash | *.dash) "${name##*.}" "$file" ;;
                    *.python) /usr/bin/python3 "$file" ;;
                    *.perl) perl "$file" ;;
                esac 2>&1 </dev/null
            done >>"$A/report.$1"
            """;

    final Path place;
    private final Process abstractServer;
    private final ServerSocketChannel server;
    private final Path sockets;

    Ground() throws IOException {
        boolean root = Files.isWritable(Path.of("/run"));
        place = Files.createTempDirectory(
                root ? Path.of("/var/lib") : Path.of("target").toAbsolutePath(), "hpc-escapes-");
        Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (String secret : SECRETS) {
            write("user/" + secret, SECRET);
        }
        write("user/data", "readable");
        Files.createDirectories(place.resolve("user/repo/.git/hooks"));
        Files.createDirectories(place.resolve("work-evil"));
        Path fake = write("fake/bwrap", "#!/bin/sh\necho 'bwrap: setting up uid map: Permission denied' >&2\nexit 1\n");
        Files.setPosixFilePermissions(fake, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (Escape escape : Escape.values()) {
            for (Language language : Language.values()) {
                if (!escape.attempt(language).isEmpty()) {
                    write(
                            "work/attempts/" + escape.where() + "/" + name(escape, language),
                            escape.attempt(language) + "\n");
                    for (Way way : Way.values()) {
                        write("victims/" + way + "/" + name(escape, language) + "/data", "as it was");
                    }
                }
            }
        }
        write("work/run", RUN);
        sockets = Files.createTempDirectory(root ? Path.of("/run") : Path.of("/tmp"), "hpc-escapes-");
        Files.setPosixFilePermissions(sockets, PosixFilePermissions.fromString("rwxr-xr-x"));
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket()), 1000);
        Files.setPosixFilePermissions(socket(), PosixFilePermissions.fromString("rwxrwxrwx"));
        abstractServer = new ProcessBuilder("/usr/bin/python3", "-c", """
                import socket, sys
                s = socket.socket(socket.AF_UNIX); s.bind("\\0" + sys.argv[1]); s.listen(9); print("on", flush=True)
                while True: s.accept()
                """, abstractName()).start();
        if (abstractServer.getInputStream().read() != 'o') {
            throw new IOException("the server on an abstract socket did not start");
        }
    }

    private Path write(String file, String text) throws IOException {
        Path path = place.resolve(file);
        Files.createDirectories(path.resolveSibling("."));
        return Files.writeString(path, text);
    }

    private String abstractName() {
        return place.toString();
    }

    private Path socket() {
        return sockets.resolve("socket");
    }

    Path work() {
        return place.resolve("work");
    }

    Path home() {
        return place.resolve("user");
    }

    Path noBubblewrap() {
        return place.resolve("fake");
    }

    /**
     * The command that makes all attempts and leaves a report.
     *
     * @param within what stands before it
     * @param further variables that attempts know
     */
    String attempts(Way way, String within, long daemon, Map<String, String> further) {
        Map<String, String> variables = new TreeMap<>(further);
        variables.put("A", work().toString());
        variables.put("U", home().toString());
        variables.put("D", Long.toString(daemon));
        variables.put("SOCKET", socket().toString());
        variables.put("ABSTRACT", abstractName());
        return variables.entrySet().stream()
                        .map(variable -> "export %s='%s'; ".formatted(variable.getKey(), variable.getValue()))
                        .collect(Collectors.joining())
                + "%sbash '%s' %s".formatted(within, work().resolve("run"), way);
    }

    /** What an attempt printed, by its name. */
    Map<String, String> report(Way way) throws IOException {
        Map<String, String> sections = new TreeMap<>();
        for (String section : Files.readString(work().resolve("report." + way)).split("(?m)^== ", -1)) {
            int end = section.indexOf('\n');
            if (end > 0) {
                sections.put(section.substring(0, end), section.substring(end + 1));
            }
        }
        return sections;
    }

    static String name(Escape escape, Language language) {
        return escape + "." + language.name().toLowerCase(Locale.ROOT);
    }

    Path victim(Way way, Escape escape, Language language) {
        return place.resolve("victims").resolve(way.name()).resolve(name(escape, language));
    }

    /** Everything in a folder: names, contents, and when anything of it was last changed in any way. */
    Map<String, String> look(Path folder) throws IOException {
        Map<String, String> seen = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.toList()) {
                Map<String, Object> facts =
                        Files.readAttributes(path, "unix:mode,nlink,ctime", LinkOption.NOFOLLOW_LINKS);
                seen.put(path.toString(), facts + (Files.isRegularFile(path) ? Files.readString(path) : ""));
            }
        }
        return seen;
    }

    @Override
    public void close() throws IOException {
        abstractServer.destroyForcibly();
        server.close();
        Files.delete(socket());
        Files.delete(sockets);
        try (Stream<Path> left = Files.walk(place)) {
            for (Path path : left.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
