package org.hpcdaemon.cli.service;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;

/**
 * A systemd, spoken to through its programs, where there is one.
 *
 * @param scope {@code --user} or {@code --system}
 * @param units where the units of its administrator, or its user, are
 */
public record Systemd(String scope, Path units, Map<String, String> environment) {
    /** A manager that does not answer by then does not answer; D-Bus itself gives up after 25 s. */
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);

    /** The user's own. */
    public static Systemd ofUser(Map<String, String> environment, Path userHome) {
        String config = environment.get("XDG_CONFIG_HOME");
        Path folder = config != null && config.startsWith("/") ? Path.of(config) : userHome.resolve(".config");
        return new Systemd("--user", folder.resolve("systemd/user"), environment);
    }

    /** The machine's, for root. */
    public static Systemd ofMachine(Map<String, String> environment) {
        return new Systemd("--system", Path.of("/etc/systemd/system"), environment);
    }

    public boolean isOfUser() {
        return scope.equals("--user");
    }

    /** Whether it answers: many clusters have none for users, and in containers none runs. */
    boolean isUsable() {
        return systemctl("show-environment").filter(LocalProgram.Answer::isYes).isPresent();
    }

    /** Runs {@code systemctl}. Throws {@link HpcException} with its own words if it fails. */
    void control(String... arguments) {
        Optional<LocalProgram.Answer> answer = systemctl(arguments);
        if (answer.filter(LocalProgram.Answer::isYes).isEmpty()) {
            throw new HpcException(
                    ErrorCode.INTERNAL,
                    "systemctl " + scope + " " + String.join(" ", arguments) + " failed: "
                            + answer.map(LocalProgram.Answer::said).orElse("it does not answer"));
        }
    }

    /** The answer of {@code systemctl QUESTION UNIT}, such as {@code active} or {@code disabled}. */
    String ask(String question, String unit) {
        return systemctl(question, unit).map(LocalProgram.Answer::firstLine).orElse("unknown");
    }

    /** Whether the user's programs outlive the last logout; empty if unknown, or if nothing depends on it. */
    Optional<Boolean> lingers(String user) {
        return !isOfUser()
                ? Optional.empty()
                : LocalProgram.find("loginctl", environment)
                        .flatMap(tool -> tool.ask(ANSWER_TIMEOUT, "show-user", user, "--property=Linger"))
                        .filter(LocalProgram.Answer::isYes)
                        .map(LocalProgram.Answer::said)
                        .filter(said -> said.startsWith("Linger="))
                        .map(said -> said.equals("Linger=yes"));
    }

    private Optional<LocalProgram.Answer> systemctl(String... arguments) {
        String[] all = Stream.concat(Stream.of(scope), Stream.of(arguments)).toArray(String[]::new);
        return LocalProgram.find("systemctl", environment).flatMap(tool -> tool.ask(ANSWER_TIMEOUT, all));
    }
}
