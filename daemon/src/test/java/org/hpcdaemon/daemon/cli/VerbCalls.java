package org.hpcdaemon.daemon.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import org.hpcdaemon.daemon.cli.shared.Context;
import org.hpcdaemon.daemon.config.Home;

/** Calls the daemon's verbs in this process, on a home of their own, and keeps what the last one printed. */
final class VerbCalls {
    private final Path home;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Context context;

    VerbCalls(Path home) {
        this.home = home;
        context = at(InstantSource.system());
    }

    private Context at(InstantSource clock) {
        return new Context(
                new Home(home),
                clock,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    /** From now on, verbs read this clock. */
    void setClock(InstantSource clock) {
        context = at(clock);
    }

    Context context() {
        return context;
    }

    int run(String... args) {
        out.reset();
        err.reset();
        return Main.commandLine(context).execute(args);
    }

    /** What the last verb printed on both streams. */
    String said() {
        return printed() + err.toString(StandardCharsets.UTF_8);
    }

    /** What the last verb printed on standard output. */
    String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
