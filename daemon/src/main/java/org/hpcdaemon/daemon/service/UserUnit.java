package org.hpcdaemon.daemon.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;

/** The file of a systemd user unit (systemd.unit(5), systemd.service(5)). */
record UserUnit(Path file) {

    static UserUnit named(String unit, Map<String, String> environment, Path userHome) {
        String config = environment.get("XDG_CONFIG_HOME");
        Path folder = config != null && config.startsWith("/") ? Path.of(config) : userHome.resolve(".config");
        return new UserUnit(folder.resolve("systemd/user").resolve(unit));
    }

    boolean exists() {
        return Files.exists(file);
    }

    void write(Surroundings surroundings) {
        try {
            Files.createDirectories(file.getParent());
            // Made for the owner alone, and only then filled: a proxy's password may be in it.
            Path fresh = Files.createTempFile(
                    file.getParent(),
                    ".hpc-daemon",
                    ".unit",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(fresh, text(surroundings));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new HpcException(ErrorCode.STORAGE, "cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    void delete() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new HpcException(ErrorCode.STORAGE, "cannot remove " + file + ": " + e.getMessage(), e);
        }
    }

    /** The output goes to the log by way of a shell: systemd before 240 cannot append to a file. */
    static String text(Surroundings surroundings) {
        List<String> start = new ArrayList<>(List.of(
                "/bin/sh",
                "-c",
                "log=$1; shift; exec \"$@\" >>\"$log\" 2>&1",
                "sh",
                surroundings.log().toString()));
        start.addAll(surroundings.program());
        start.addAll(List.of(
                "start",
                "--daemon-id",
                surroundings.daemon().value(),
                "--log-file",
                surroundings.log().toString()));
        String variables = surroundings.variables().entrySet().stream()
                .map(entry -> "Environment=" + quoted(entry.getKey() + "=" + entry.getValue()) + "\n")
                .collect(Collectors.joining());
        String command =
                start.stream().map(word -> quoted(word).replace("$", "$$")).collect(Collectors.joining(" "));
        return """
                # Written by: hpc-daemon service install. Run that again after a change of the login's environment.
                [Unit]
                Description=hpc-daemon %s: agents work on this machine
                StartLimitIntervalSec=0

                [Service]
                %sExecStart=%s
                # A daemon that was refused (its key revoked, or one runs elsewhere) is not started again and again.
                Restart=on-failure
                RestartSec=10
                RestartPreventExitStatus=2 4
                # Jobs go on when the daemon is stopped; its shells and commands it ends itself.
                KillMode=process
                TimeoutStopSec=20

                [Install]
                WantedBy=default.target
                """.formatted(surroundings.daemon(), variables, command);
    }

    /** As one word, in the quotes of systemd.syntax(7); a percent sign would begin a specifier. */
    private static String quoted(String word) {
        return "\"" + word.replace("\\", "\\\\").replace("\"", "\\\"").replace("%", "%%") + "\"";
    }
}
