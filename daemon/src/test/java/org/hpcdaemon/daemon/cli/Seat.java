package org.hpcdaemon.daemon.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ConditionTimeoutException;
import org.hpcdaemon.linux.system.TerminalProgram;
import org.hpcdaemon.testkit.Patience;

/** A person at a real terminal, in which {@code hpc-daemon} runs as a process of its own. */
final class Seat implements AutoCloseable {
    /** For something that takes a second on an idle machine. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** A person here answers some twenty questions, and each is asked within a few milliseconds. */
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

    private final TerminalProgram daemon;
    private int read;

    Seat(Map<String, String> variables, String... args) throws IOException {
        this(200, variables, args);
    }

    Seat(int columns, Map<String, String> variables, String... args) throws IOException {
        daemon = new TerminalProgram(
                50, columns, variables, "-Duser.home=\"$HOME\" org.hpcdaemon.daemon.cli.Main \"$@\"", args);
    }

    /** The lines that were shown so far, without what moves the cursor. */
    List<String> lines() {
        return daemon.shown()
                .replaceAll("\u001b\\[[0-9;?]*[a-zA-Z]|\u001b[=>]|[\u0007\b]", "")
                .replace("\r", "")
                .lines()
                .toList();
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
        daemon.type(keys);
        return this;
    }

    /** Types a line. */
    Seat answer(String line) {
        return type(line + "\r");
    }

    /** The process of {@code hpc-daemon} itself. */
    ProcessHandle process() {
        return daemon.process();
    }

    /** Waits for the end and returns the exit code; fails if the terminal's settings are not what they were. */
    int end() {
        awaits("exit=");
        daemon.awaitEnd();
        Patience.await().until(() -> text().strip().endsWith("]"));
        return TerminalProgram.exitCode(text().strip());
    }

    @Override
    public void close() {
        daemon.close();
    }
}
