package org.hpcdaemon.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ConditionTimeoutException;
import org.hpcdaemon.linux.system.Child;
import org.hpcdaemon.linux.system.Pty;
import org.hpcdaemon.linux.system.Spawner;
import org.hpcdaemon.testkit.Patience;

/**
 * A person at a real terminal, in which {@code hpc-daemon} runs as a process of its own. Before and after, the terminal's
 * settings are printed between {@code [} and {@code ]}; at the end the exit code as {@code exit=N}.
 */
final class Seat implements AutoCloseable {
    /** For something that takes a second on an idle machine. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** A person here answers some twenty questions, and each is asked within a few milliseconds. */
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

    private final Pty pty;
    private final Child child;
    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    private int read;

    Seat(Map<String, String> variables, String... args) throws IOException {
        this(200, variables, args);
    }

    Seat(int columns, Map<String, String> variables, String... args) throws IOException {
        Map<String, String> environment = new HashMap<>(variables);
        environment.put("PATH", "/usr/bin:/bin");
        environment.put("TERM", "xterm");
        environment.put(
                "JAVA", Path.of(System.getProperty("java.home"), "bin", "java").toString());
        environment.put("CLASSES", System.getProperty("java.class.path"));
        pty = Pty.open(50, columns);
        String script = "echo [$(stty -g)]; "
                + "$JAVA -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx128m --enable-native-access=ALL-UNNAMED"
                + " -Duser.home=\"$HOME\" -cp \"$CLASSES\" org.hpcdaemon.daemon.cli.Main \"$@\"; "
                + "echo exit=$?; echo [$(stty -g)]";
        List<String> command = new ArrayList<>(List.of("sh", "-c", script, "hpc-daemon"));
        command.addAll(List.of(args));
        child = Spawner.onTerminal(new Spawner.Command(command, environment, "/"), pty);
        Thread.ofPlatform().daemon().name("seat").start(this::watch);
    }

    private void watch() {
        byte[] piece = new byte[16 << 10];
        for (int count = pty.master().read(piece, -1);
                count > 0;
                count = pty.master().read(piece, -1)) {
            synchronized (shown) {
                shown.write(piece, 0, count);
            }
        }
    }

    /** The lines that were shown so far, without what moves the cursor. */
    List<String> lines() {
        synchronized (shown) {
            return shown.toString(StandardCharsets.UTF_8)
                    .replaceAll("\u001b\\[[0-9;?]*[a-zA-Z]|\u001b[=>]|[\u0007\b]", "")
                    .replace("\r", "")
                    .lines()
                    .toList();
        }
    }

    /** The words that were shown, wherever the lines ended. */
    String text() {
        return String.join(" ", lines()).replaceAll(" +", " ");
    }

    /** Waits until the words are shown, after those awaited before. */
    Seat awaits(String words) {
        try {
            Patience.await()
                    .atMost(PATIENCE)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(BETWEEN_LOOKS)
                    .until(() -> text().indexOf(words, read) >= 0);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("not shown: \"" + words + "\"; but: " + text().substring(read), e);
        }
        read = text().indexOf(words, read) + words.length();
        return this;
    }

    /** Types keys. */
    Seat type(String keys) {
        byte[] bytes = keys.getBytes(StandardCharsets.UTF_8);
        for (int done = 0; done < bytes.length; ) {
            done += pty.master().write(bytes, done, bytes.length - done);
        }
        return this;
    }

    /** Types a line. */
    Seat answer(String line) {
        return type(line + "\r");
    }

    /** The process of {@code hpc-daemon} itself. */
    ProcessHandle process() {
        return ProcessHandle.of(child.pid())
                .flatMap(shell -> shell.children().findFirst())
                .orElseThrow();
    }

    /** Waits for the end and returns the exit code; fails if the terminal's settings are not what they were. */
    int end() {
        awaits("exit=");
        child.exit().join();
        Patience.await().until(() -> text().strip().endsWith("]"));
        String text = text().strip();
        assertThat(text.substring(text.lastIndexOf('[')))
                .as("terminal settings")
                .isEqualTo(text.substring(text.indexOf('['), text.indexOf(']') + 1));
        return Integer.parseInt(text.substring(text.lastIndexOf("exit=") + 5, text.lastIndexOf('['))
                .strip());
    }

    @Override
    public void close() {
        child.signal(1);
        pty.close();
    }
}
