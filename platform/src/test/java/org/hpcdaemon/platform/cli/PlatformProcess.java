package org.hpcdaemon.platform.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.hpcdaemon.testkit.ChildJvm;

/** {@code hpc-platform} in a process of its own, which the test that starts it ends. */
final class PlatformProcess {
    private PlatformProcess() {}

    static Process start(Map<String, String> environment, String... args) throws IOException {
        List<String> command = new ArrayList<>(
                List.of("env", "--default-signal=HUP,INT,TERM")); // which nohup, or a script's "&", had ignored
        command.addAll(ChildJvm.command(Main.class.getName(), "-Xmx256m"));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** The next line that it prints. */
    static String line(Process process) throws IOException {
        String line = process.inputReader(StandardCharsets.UTF_8).readLine();
        assertThat(line).isNotNull();
        return String.valueOf(line);
    }

    /** What it says on standard error until its end. */
    static String error(Process process) throws Exception {
        String error = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return error;
    }
}
