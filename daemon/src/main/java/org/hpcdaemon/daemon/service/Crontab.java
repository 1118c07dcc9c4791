package org.hpcdaemon.daemon.service;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The line that makes cron start a daemon after a boot (crontab(5)). */
final class Crontab {
    private Crontab() {}

    static String line(Surroundings surroundings) {
        Stream<String> variables = surroundings.variables().entrySet().stream()
                .map(entry -> entry.getKey() + "=" + quoted(entry.getValue()));
        Stream<String> command = Stream.concat(
                        surroundings.program().stream(),
                        Stream.of(
                                "start",
                                "--detach",
                                "--daemon-id",
                                surroundings.daemon().value()))
                .map(Crontab::quoted);
        // To cron a percent sign ends the command.
        return "@reboot "
                + Stream.concat(variables, command)
                        .collect(Collectors.joining(" "))
                        .replace("%", "\\%");
    }

    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./:=@,+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
