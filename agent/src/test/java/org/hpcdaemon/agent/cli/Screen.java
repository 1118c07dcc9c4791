package org.hpcdaemon.agent.cli;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.hpcdaemon.linux.system.Child;
import org.hpcdaemon.linux.system.Pty;
import org.hpcdaemon.linux.system.Spawner;
import org.hpcdaemon.testkit.Patience;

/**
 * A real terminal in which {@code hpc} runs as a process of its own, as a person would see it. Before and after,
 * the terminal's settings are printed between {@code [} and {@code ]}; at the end the exit code as {@code exit=N}.
 */
final class Screen implements AutoCloseable {
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final Path notices;
    private final Pty pty;
    private final Child child;
    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

    Screen(World world, int rows, int cols, String... args) throws IOException {
        notices = world.work.resolve("notices-" + NUMBERS.incrementAndGet());
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Map<String, String> environment = new HashMap<>(world.environment());
        environment.put("PATH", "/usr/bin:/bin");
        environment.put("TERM", "xterm");
        environment.put("JAVA", java);
        environment.put("CLASSES", System.getProperty("java.class.path"));
        environment.put("NOTICES", notices.toString());
        pty = Pty.open(rows, cols);
        String script = "echo [$(stty -g)]; "
                + "$JAVA -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx128m --enable-native-access=ALL-UNNAMED"
                + " -cp \"$CLASSES\" org.hpcdaemon.agent.cli.Main " + String.join(" ", args) + " 2>\"$NOTICES\"; "
                + "echo exit=$?; echo [$(stty -g)]";
        child = Spawner.onTerminal(
                new Spawner.Command(List.of("sh", "-c", script), environment, new File("/").getPath()), pty);
        Thread.ofPlatform().daemon().name("screen").start(this::read);
    }

    private void read() {
        byte[] piece = new byte[16 << 10];
        for (int count = pty.master().read(piece, -1);
                count > 0;
                count = pty.master().read(piece, -1)) {
            synchronized (shown) {
                shown.write(piece, 0, count);
            }
        }
    }

    /** All that was shown so far, without what bash says to the terminal itself: prompt marks, ways to paste. */
    String text() {
        synchronized (shown) {
            return shown.toString(StandardCharsets.UTF_8)
                    .replaceAll("\u001b]133;[^\u0007]*\u0007|\u001b\\[\\?2004(h|l\r)", "");
        }
    }

    /** What was said on standard error. */
    String notices() {
        try {
            return Files.readString(notices);
        } catch (NoSuchFileException _) {
            return "";
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    Screen awaitText(String text) {
        Patience.await().atMost(World.PATIENCE).until(() -> text().contains(text));
        return this;
    }

    Screen awaitNotice(String text) {
        Patience.await().atMost(World.PATIENCE).until(() -> notices().contains(text));
        return this;
    }

    Screen type(String keys) {
        byte[] bytes = keys.getBytes(StandardCharsets.UTF_8);
        for (int done = 0; done < bytes.length; ) {
            done += pty.master().write(bytes, done, bytes.length - done);
        }
        return this;
    }

    void resize(int rows, int cols) {
        pty.resize(rows, cols);
    }

    /** The process of {@code hpc} itself. */
    ProcessHandle process() {
        return ProcessHandle.of(child.pid())
                .flatMap(shell -> shell.children().findFirst())
                .orElseThrow();
    }

    /** Waits for the end and returns the exit code; fails if the terminal's settings are not what they were. */
    int end() {
        awaitText("exit=");
        child.exit().join();
        Patience.await().until(() -> text().strip().endsWith("]"));
        String text = text().strip();
        String before = text.substring(text.indexOf('['), text.indexOf(']') + 1);
        String after = text.substring(text.lastIndexOf('['));
        if (!before.equals(after)) {
            throw new AssertionError("terminal settings were " + before + " and are " + after);
        }
        return Integer.parseInt(text.substring(text.lastIndexOf("exit=") + 5, text.lastIndexOf('['))
                .strip());
    }

    @Override
    public void close() {
        child.signal(1);
        pty.close();
    }
}
