package org.hpcdaemon.agent.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.awaitility.core.ConditionTimeoutException;
import org.hpcdaemon.linux.system.TerminalProgram;
import org.hpcdaemon.testkit.Patience;

/** A real terminal in which {@code hpc} runs as a process of its own, as a person would see it. */
final class Screen implements AutoCloseable {
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final Path notices;
    private final TerminalProgram hpc;

    Screen(World world, int rows, int cols, String... args) throws IOException {
        this(world, world.environment(), rows, cols, args);
    }

    Screen(World world, Map<String, String> as, int rows, int cols, String... args) throws IOException {
        notices = world.work.resolve("notices-" + NUMBERS.incrementAndGet());
        Map<String, String> environment = new HashMap<>(as);
        environment.put("NOTICES", notices.toString());
        hpc = new TerminalProgram(
                rows, cols, environment, "org.hpcdaemon.agent.cli.Main " + String.join(" ", args) + " 2>\"$NOTICES\"");
    }

    /** All that was shown so far, without what bash says to the terminal itself: prompt marks, ways to paste. */
    String text() {
        return hpc.shown().replaceAll("\u001b]133;[^\u0007]*\u0007|\u001b\\[\\?2004(h|l\r)", "");
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
        return await(this::text, text);
    }

    Screen awaitNotice(String text) {
        return await(this::notices, text);
    }

    private Screen await(Supplier<String> shown, String text) {
        try {
            Patience.await().atMost(World.PATIENCE).until(() -> shown.get().contains(text));
            return this;
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(
                    "\"" + text + "\" did not come; the last that was shown came " + hpc.silence() + " ago: " + text()
                            + "; and said: " + notices(),
                    e);
        }
    }

    Screen type(String keys) {
        hpc.type(keys);
        return this;
    }

    void resize(int rows, int cols) {
        hpc.resize(rows, cols);
    }

    /** The process of {@code hpc} itself. */
    ProcessHandle process() {
        return hpc.process();
    }

    /** Waits for the end and returns the exit code; fails if the terminal's settings are not what they were. */
    int end() {
        awaitText("exit=");
        hpc.awaitEnd();
        Patience.await().until(() -> text().strip().endsWith("]"));
        return TerminalProgram.exitCode(text().strip());
    }

    @Override
    public void close() {
        hpc.close();
    }
}
