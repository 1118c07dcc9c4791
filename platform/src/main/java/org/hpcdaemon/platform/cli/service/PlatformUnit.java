package org.hpcdaemon.platform.cli.service;

import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hpcdaemon.cli.service.UnitFile;
import org.jspecify.annotations.Nullable;

/**
 * The platform's systemd unit (systemd.service(5), systemd.exec(5)).
 *
 * @param user as whom the machine's systemd runs it; absent: it is a unit of the user's own systemd
 * @param home that the user's files are in, for the machine's: made if it is {@link #DEFAULT_HOME}
 * @param variables that it is started with
 * @param command with all its options
 * @param port where it listens
 */
public record PlatformUnit(
        @Nullable String user, Path home, SortedMap<String, String> variables, List<String> command, int port) {
    public static final String NAME = "hpc-platform.service";

    /** Where a machine's service keeps its state. */
    static final Path DEFAULT_HOME = Path.of("/var/lib/hpc-platform");

    /** Below it, a port needs a right that an ordinary user does not have. */
    private static final int FIRST_ORDINARY_PORT = 1024;

    /** What {@code ProtectHome} hides. */
    private static final List<Path> HIDDEN =
            Stream.of("/home", "/root", "/run/user").map(Path::of).toList();

    String text() {
        String environment = variables.entrySet().stream()
                .map(entry -> "Environment=" + UnitFile.quoted(entry.getKey() + "=" + entry.getValue()) + "\n")
                .collect(Collectors.joining());
        return """
                # Written by: hpc-platform service install. Run that again to change it.
                [Unit]
                Description=hpc-daemon platform: agents and daemons meet here
                After=network-online.target
                Wants=network-online.target

                [Service]
                %s%sExecStart=%s
                ExecReload=/bin/kill -HUP $MAINPID
                Restart=on-failure
                RestartSec=10
                # Wrong options stay wrong.
                RestartPreventExitStatus=2
                TimeoutStopSec=20
                # A file for each of 10,000 connections, and some to spare.
                LimitNOFILE=16384
                NoNewPrivileges=yes

                [Install]
                WantedBy=%s
                """.formatted(
                        user == null ? "" : protectionOf(user),
                        environment,
                        command.stream().map(UnitFile::word).collect(Collectors.joining(" ")),
                        user == null ? "default.target" : "multi-user.target");
    }

    private String protectionOf(String who) {
        StringBuilder lines = new StringBuilder("User=" + who + "\n");
        lines.append(
                home.equals(DEFAULT_HOME)
                        ? "StateDirectory=hpc-platform\nStateDirectoryMode=0700\n"
                        : "ReadWritePaths=" + UnitFile.quoted(home.toString()) + "\n");
        lines.append("ProtectSystem=strict\nPrivateTmp=yes\n");
        if (!needsWhatProtectHomeHides()) {
            lines.append("ProtectHome=yes\n");
        }
        if (port > 0 && port < FIRST_ORDINARY_PORT) {
            lines.append("AmbientCapabilities=CAP_NET_BIND_SERVICE\n");
        }
        return lines.toString();
    }

    private boolean needsWhatProtectHomeHides() {
        return Stream.of(Stream.of(home.toString()), command.stream(), variables.values().stream())
                .flatMap(words -> words)
                .flatMap(word -> Stream.of(word.split("[=:]", -1)))
                .filter(word -> word.startsWith("/"))
                .anyMatch(word -> HIDDEN.stream().anyMatch(Path.of(word).normalize()::startsWith));
    }
}
