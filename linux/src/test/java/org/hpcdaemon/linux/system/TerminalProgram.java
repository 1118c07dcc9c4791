package org.hpcdaemon.linux.system;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A Java program of ours on a real terminal, as a process of its own. Before and after it, the terminal's settings are printed
 * between {@code [} and {@code ]}; at the end the exit code as {@code exit=N}.
 */
public final class TerminalProgram implements AutoCloseable {
    private final Pty pty;
    private final Child child;
    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    private long lastShown = System.nanoTime();

    /**
     * Starts it.
     *
     * @param variables its environment, without what finds Java and the classes
     * @param command for the shell: options of Java, the main class and what follows; {@code "$@"} are the arguments
     */
    public TerminalProgram(int rows, int cols, Map<String, String> variables, String command, String... arguments)
            throws IOException {
        Map<String, String> environment = new HashMap<>(variables);
        environment.put("PATH", "/usr/bin:/bin");
        environment.put("TERM", "xterm");
        environment.put(
                "JAVA", Path.of(System.getProperty("java.home"), "bin", "java").toString());
        environment.put("CLASSES", System.getProperty("java.class.path"));
        String script = "echo [$(stty -g)]; "
                + "$JAVA -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx128m --enable-native-access=ALL-UNNAMED"
                + " -cp \"$CLASSES\" " + command + "; echo exit=$?; echo [$(stty -g)]";
        List<String> words = new ArrayList<>(List.of("sh", "-c", script, "program"));
        words.addAll(List.of(arguments));
        pty = Pty.open(rows, cols);
        child = Spawner.onTerminal(new Spawner.Command(words, environment, "/"), pty);
        Thread.ofPlatform().daemon().name("terminal").start(this::read);
    }

    private void read() {
        byte[] piece = new byte[16 << 10];
        for (int count = pty.master().read(piece, -1);
                count > 0;
                count = pty.master().read(piece, -1)) {
            synchronized (shown) {
                shown.write(piece, 0, count);
                lastShown = System.nanoTime();
            }
        }
    }

    /** All that was shown so far. */
    public String shown() {
        synchronized (shown) {
            return shown.toString(StandardCharsets.UTF_8);
        }
    }

    /** For how long nothing more was shown. */
    public Duration silence() {
        synchronized (shown) {
            return Duration.ofNanos(System.nanoTime() - lastShown);
        }
    }

    /** Types keys. */
    public void type(String keys) {
        byte[] bytes = keys.getBytes(StandardCharsets.UTF_8);
        for (int done = 0; done < bytes.length; ) {
            done += pty.master().write(bytes, done, bytes.length - done);
        }
    }

    public void resize(int rows, int cols) {
        pty.resize(rows, cols);
    }

    /** The program's own process. */
    public ProcessHandle process() {
        return ProcessHandle.of(child.pid())
                .flatMap(shell -> shell.children().findFirst())
                .orElseThrow();
    }

    /** Waits for the end, which was begun. */
    public void awaitEnd() {
        child.exit().join();
    }

    /**
     * The exit code; fails if the terminal's settings are not what they were.
     *
     * @param text what was shown to the end, without what moves the cursor
     */
    public static int exitCode(String text) {
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
