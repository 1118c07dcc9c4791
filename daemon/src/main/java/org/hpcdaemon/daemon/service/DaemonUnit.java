package org.hpcdaemon.daemon.service;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.hpcdaemon.cli.service.UnitFile;

/** A daemon's systemd unit (systemd.service(5)). */
final class DaemonUnit {
    private DaemonUnit() {}

    /** The output goes to the log by way of a shell: systemd before 240 cannot append to a file. */
    static String text(ServiceEnvironment service) {
        List<String> start = new ArrayList<>(List.of(
                "/bin/sh",
                "-c",
                "log=$1; shift; exec \"$@\" >>\"$log\" 2>&1",
                "sh",
                service.log().toString()));
        start.addAll(service.program());
        start.addAll(List.of(
                "start",
                "--daemon-id",
                service.daemon().value(),
                "--log-file",
                service.log().toString()));
        String variables = service.variables().entrySet().stream()
                .map(entry -> "Environment=" + UnitFile.quoted(entry.getKey() + "=" + entry.getValue()) + "\n")
                .collect(Collectors.joining());
        String command = start.stream().map(UnitFile::word).collect(Collectors.joining(" "));
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
                """.formatted(service.daemon(), variables, command);
    }
}
