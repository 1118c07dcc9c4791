package org.hpcdaemon.daemon.service;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hpcdaemon.daemon.process.Tool;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;

/** The user's own systemd, spoken to through its programs, where there is one. */
final class Systemd {
    /** A user manager that does not answer by then does not answer; D-Bus itself gives up after 25 s. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Map<String, String> environment;

    Systemd(Map<String, String> environment) {
        this.environment = environment;
    }

    /** Whether this login has a user manager: many clusters have none, and in containers none runs. */
    boolean isUsable() {
        return systemctl("show-environment").filter(Tool.Answer::isYes).isPresent();
    }

    /** Runs {@code systemctl --user}. Throws {@link HpcException} with its own words if it fails. */
    void control(String... arguments) {
        Optional<Tool.Answer> answer = systemctl(arguments);
        if (answer.filter(Tool.Answer::isYes).isEmpty()) {
            throw new HpcException(
                    ErrorCode.INTERNAL,
                    "systemctl --user " + String.join(" ", arguments) + " failed: "
                            + answer.map(Tool.Answer::said).orElse("it does not answer"));
        }
    }

    /** The answer of {@code systemctl --user QUESTION UNIT}, such as {@code active} or {@code disabled}. */
    String ask(String question, String unit) {
        return systemctl(question, unit).map(Tool.Answer::firstLine).orElse("unknown");
    }

    /** Whether the user's programs outlive the last logout; empty if nobody says. */
    Optional<Boolean> lingers(String user) {
        return Tool.find("loginctl", environment)
                .flatMap(tool -> tool.ask(PATIENCE, "show-user", user, "--property=Linger"))
                .filter(Tool.Answer::isYes)
                .map(Tool.Answer::said)
                .filter(said -> said.startsWith("Linger="))
                .map(said -> said.equals("Linger=yes"));
    }

    private Optional<Tool.Answer> systemctl(String... arguments) {
        List<String> all = new ArrayList<>(List.of("--user"));
        all.addAll(List.of(arguments));
        return Tool.find("systemctl", environment).flatMap(tool -> tool.ask(PATIENCE, all.toArray(String[]::new)));
    }
}
