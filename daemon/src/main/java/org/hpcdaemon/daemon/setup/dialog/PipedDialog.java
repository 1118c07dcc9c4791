package org.hpcdaemon.daemon.setup.dialog;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One line of standard input for each question, wherever it comes from. */
public final class PipedDialog implements Dialog {
    /** Room for every mistake one can make with a code, and an end for a pipe that never runs dry. */
    private static final int LINES = 20;

    private final BufferedReader in;
    private final PrintStream err;
    private int asked;

    public PipedDialog(InputStream in, PrintStream err) {
        this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        this.err = err;
    }

    @Override
    public void say(String line) {
        err.println(line);
    }

    @Override
    public String ask(String question, @Nullable String preset, Completion completion) {
        err.print(question + ": ");
        err.flush();
        String line = next();
        if (line == null) {
            err.println();
            throw new SetupStopped("standard input ended before the answer");
        }
        return line.isBlank() && preset != null ? preset : line.strip();
    }

    private @Nullable String next() {
        try {
            return asked++ < LINES ? in.readLine() : null;
        } catch (IOException e) {
            throw new SetupStopped("standard input cannot be read: " + e.getMessage());
        }
    }
}
