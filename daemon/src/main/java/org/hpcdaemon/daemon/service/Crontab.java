package org.hpcdaemon.daemon.service;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hpcdaemon.cli.service.LocalProgram;
import org.hpcdaemon.protocol.ShellWord;
import org.hpcdaemon.protocol.id.DaemonId;

/** The line that makes cron start a daemon after a boot (crontab(5)). */
final class Crontab {
    /** It prints one file. */
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);

    private Crontab() {}

    /** Those of the user's that start the daemon, as they stand there. */
    static List<String> linesThatStart(DaemonId daemon, Map<String, String> environment) {
        String start = " start --detach --daemon-id " + daemon;
        return LocalProgram.find("crontab", environment)
                .flatMap(tool -> tool.ask(ANSWER_TIMEOUT, "-l"))
                .filter(LocalProgram.Answer::isYes)
                .map(answer -> answer.said()
                        .lines()
                        .filter(line -> !line.startsWith("#") && (line + " ").contains(start + " "))
                        .toList())
                .orElse(List.of());
    }

    static String line(ServiceEnvironment service) {
        Stream<String> variables = service.variables().entrySet().stream()
                .map(entry -> entry.getKey() + "=" + ShellWord.of(entry.getValue()));
        Stream<String> command = Stream.concat(
                        service.program().stream(),
                        Stream.of(
                                "start",
                                "--detach",
                                "--daemon-id",
                                service.daemon().value()))
                .map(ShellWord::of);
        // To cron a percent sign ends the command.
        return "@reboot "
                + Stream.concat(variables, command)
                        .collect(Collectors.joining(" "))
                        .replace("%", "\\%");
    }
}
