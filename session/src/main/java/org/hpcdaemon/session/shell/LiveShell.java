package org.hpcdaemon.session.shell;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.hpcdaemon.linux.process.Programs;
import org.hpcdaemon.linux.process.TreeCookie;
import org.hpcdaemon.linux.system.Child;
import org.hpcdaemon.linux.system.Exit;
import org.hpcdaemon.linux.system.Fd;
import org.hpcdaemon.linux.system.FdWriter;
import org.hpcdaemon.linux.system.Pty;
import org.hpcdaemon.linux.system.Signals;
import org.hpcdaemon.linux.system.Spawner;
import org.hpcdaemon.linux.system.Threads;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.ShellRequest;
import org.hpcdaemon.protocol.message.value.SignalName;
import org.hpcdaemon.session.job.JobCommands;
import org.hpcdaemon.session.job.StartedProgram;
import org.hpcdaemon.session.stream.OutputRing;
import org.jspecify.annotations.Nullable;

/** The process side of one shell: bash on a terminal, its output on the way to ring and listener, its end. */
final class LiveShell {
    private static final String TERM = "xterm-256color";
    private static final List<String> TERMINAL_SIZE = List.of("LINES", "COLUMNS");
    // What a terminal's read returns at most is 4 KiB.
    private static final int BUFFER = 16 << 10;
    // Between the terminal's end and the process's own: they come together, in any order.
    private static final long END_TOGETHER_MS = 1000;

    private final Pty pty;
    private final Child child;
    private final StartedProgram program;
    private final FdWriter keyboard;
    private final OutputRing ring;
    private final Duration grace;
    private volatile boolean ending;

    private LiveShell(Pty pty, Child child, StartedProgram program, OutputRing ring, Duration grace, String name) {
        this.pty = pty;
        this.child = child;
        this.program = program;
        this.ring = ring;
        this.grace = grace;
        this.keyboard = new FdWriter(pty.master(), "keyboard-" + name);
    }

    /** What bash has besides the environment of where it runs. */
    static Map<String, String> environment(Map<String, String> asked) {
        Map<String, String> environment = new HashMap<>(asked);
        environment.putIfAbsent("TERM", TERM);
        // The terminal says its own size; as variables these would be wrong after the first resize.
        environment.keySet().removeAll(TERMINAL_SIZE);
        return environment;
    }

    /** Starts bash on this machine. Nothing is read before {@link #read}. */
    static LiveShell start(
            ShellSettings settings,
            ShellFiles files,
            OutputRing ring,
            String name,
            ShellRequest.Open request,
            Size size) {
        TreeCookie cookie = settings.cookies().next();
        Map<String, String> environment = settings.environment().with(environment(request.env()), cookie);
        environment.keySet().removeAll(TERMINAL_SIZE);
        Spawner.Command bash =
                Programs.command(ShellFiles.bash(files.folder()), environment, request.cwd(), settings.defaultCwd());
        return onTerminal(size, pty -> {
            Spawner.Command limited =
                    settings.guard().shell(bash, files.folder(), files.records(), Path.of(pty.slave()));
            Child child = Spawner.onTerminal(limited, pty);
            StartedProgram program = new StartedProgram(child, cookie, limited.origin(), null);
            return new LiveShell(pty, child, program, ring, settings.grace(), name);
        });
    }

    /**
     * Starts bash in a job. Nothing is read before {@link #read}.
     *
     * @param cookie with which it was prepared
     */
    static LiveShell startInJob(
            JobCommands.Prepared placed, TreeCookie cookie, OutputRing ring, String name, Duration grace, Size size) {
        return onTerminal(size, pty -> {
            Child child = Spawner.onTerminal(placed.command(), pty);
            StartedProgram program =
                    new StartedProgram(child, cookie, placed.command().origin(), placed);
            return new LiveShell(pty, child, program, ring, grace, name);
        });
    }

    private interface Start {
        LiveShell on(Pty pty) throws IOException;
    }

    private static LiveShell onTerminal(Size size, Start start) {
        Pty pty = null;
        try {
            pty = Pty.open(size.rows(), size.cols());
            return start.on(pty);
        } catch (IOException | HpcException e) {
            if (pty != null) {
                pty.close();
            }
            throw e instanceof IOException failed ? Programs.failure(failed) : (HpcException) e;
        }
    }

    /** Of a terminal, in character cells. */
    record Size(int rows, int cols) {}

    /** What happens to a shell's bytes, and at its end; called from the shell's one reading thread. */
    interface Output {
        void bytes(byte[] bytes, int length);

        void ended(Exit exit);
    }

    void read(String name, Output output, Runnable whenGone) {
        Threads.start("shell-" + name, () -> {
            pump(output);
            Exit exit = awaitExit();
            if (!ending) {
                program.endedByItself(exit);
            }
            output.ended(exit);
            ring.end();
            keyboard.close();
            end();
            whenGone.run();
        });
    }

    private void pump(Output output) {
        try {
            byte[] buffer = new byte[BUFFER];
            int count = pty.master().read(buffer, -1);
            while (count != Fd.END) {
                if (count > 0) {
                    // The ring first: a run's answer names offsets that must be there by then. Waiting here for a
                    // slow reader is what stops the programs in this shell, and in no other.
                    if (!ring.append(buffer, count)) {
                        return;
                    }
                    output.bytes(buffer, count);
                }
                count = pty.master().read(buffer, -1);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private Exit awaitExit() {
        try {
            try {
                return child.exit().get(END_TOGETHER_MS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException _) {
                endTree(); // it lives on without its terminal, where no agent can reach it
                return child.exit().get();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Exit.Signalled(SignalName.KILL.number());
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private void endTree() {
        try {
            // Bash ignores TERM at its prompt; HUP it passes on to its jobs.
            program.end(grace, SignalName.HUP, SignalName.TERM);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Types. Waits until the terminal took it; false if it has ended. */
    boolean type(byte[] bytes) throws InterruptedException {
        return keyboard.write(bytes);
    }

    boolean type(String line) {
        try {
            return type(line.getBytes(StandardCharsets.UTF_8));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HpcException(ErrorCode.INTERNAL, "the daemon stopped meanwhile", e);
        }
    }

    /** In its job; absent: it runs here. */
    JobCommands.@Nullable Prepared placed() {
        return program.placed();
    }

    /** Whether bash itself reads the keyboard, not a program in it. In a job that cannot be asked. */
    boolean isForeground() {
        OptionalInt group = pty.foreground();
        return group.isPresent() && program.isCommand(group.getAsInt());
    }

    /** Whether that process was started in it. */
    boolean owns(int pid) {
        return program.contains(pid);
    }

    void signal(SignalName signal) {
        JobCommands.Prepared placed = program.placed();
        if (placed != null) {
            placed.signalForeground(signal);
            return;
        }
        pty.foreground().ifPresent(group -> Signals.toGroup(group, signal.number()));
    }

    void resize(int rows, int cols) {
        pty.resize(rows, cols);
    }

    /** Ends it and everything started in it. Returns when nothing of it runs. */
    void end() {
        ending = true;
        endTree();
        program.close();
    }

    /** Closes the terminal, even if readers are left. */
    void release() {
        pty.close();
        ring.release();
    }
}
