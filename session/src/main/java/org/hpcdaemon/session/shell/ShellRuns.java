package org.hpcdaemon.session.shell;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.hpcdaemon.linux.system.Exit;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.ShellId;
import org.hpcdaemon.protocol.message.ShellRequest;
import org.hpcdaemon.protocol.message.shell.ShellRunResult;
import org.hpcdaemon.protocol.message.value.SignalName;
import org.hpcdaemon.session.stream.OutputRing;
import org.jspecify.annotations.Nullable;

/**
 * The runs of one shell, one at a time: each is typed, and the marks in the shell's output tell where it begins and how it ends.
 * Thread-safe.
 */
final class ShellRuns implements MarkerScanner.Listener {
    /** A shell that is this busy may be in an endless .bashrc, which only keys and signals end. */
    private static final Duration BEGINS_WITHIN = Duration.ofSeconds(5);

    /** Programs of the user's PROMPT_COMMAND run after our mark of the prompt; they take a moment, what was typed takes longer. */
    private static final Duration PROMPTS_WITHIN = Duration.ofSeconds(2);

    private static final Duration FOREGROUND_INTERVAL = Duration.ofMillis(10);

    private final ShellId shell;
    private final @Nullable String level;
    private final ShellFiles files;
    private final LiveShell live;
    private final OutputRing ring;
    private final Opening opening = new Opening();
    private int runs;
    private boolean over;
    private @Nullable ShellRun current;

    /** Of a shell in a job: whether it is at its prompt, by its marks alone. */
    private volatile boolean prompted;

    /** @param level in force where the shell runs */
    ShellRuns(ShellId shell, ShellFiles files, LiveShell live, OutputRing ring, @Nullable String level) {
        this.shell = shell;
        this.level = level;
        this.files = files;
        this.live = live;
        this.ring = ring;
    }

    @Override
    public void text(byte[] bytes, int from, int length) {
        ShellRun run = current();
        if (run != null) {
            run.text(bytes, from, length);
        } else {
            opening.text(bytes, from, length);
        }
    }

    @Override
    public boolean marker(Marker marker, long start, long end) {
        ShellRun run = current();
        return switch (marker) {
            case Marker.Prompt() -> {
                opening.prompted();
                prompted = true;
                yield run == null || !run.hasBegun();
            }
            case Marker.Typed() -> {
                prompted = false;
                yield run == null || !run.hasBegun();
            }
            case Marker.Begin(int number) -> {
                boolean believed = run != null && run.number() == number && !run.hasBegun();
                if (run != null && believed) {
                    run.begin(end);
                }
                yield believed;
            }
            case Marker.End(int number, String token) ->
                run != null && run.number() == number && finish(run, token, start);
        };
    }

    private boolean finish(ShellRun run, String token, long offset) {
        return files.endOf(run.number())
                .filter(record -> record.token().equals(token))
                .map(record -> {
                    synchronized (this) {
                        current = null;
                    }
                    files.deleteRun(run.number());
                    run.end(offset, new ShellRun.Outcome(Optional.of(record), 0));
                    return true;
                })
                .orElse(false);
    }

    /** The shell has: whatever runs ends with it. */
    void ended(Exit how) {
        ShellRun run;
        synchronized (this) {
            over = true;
            run = current;
            current = null;
        }
        if (run != null) {
            run.end(ring.endOffset(), new ShellRun.Outcome(Optional.empty(), exitCode(how)));
        }
        opening.ended(how);
    }

    // Where one number must say both, the shells' own convention says it.
    private static int exitCode(Exit exit) {
        return switch (exit) {
            case Exit.Code(int code) -> code;
            case Exit.Signalled(int signal) -> 128 + signal;
        };
    }

    private synchronized @Nullable ShellRun current() {
        return current;
    }

    synchronized boolean isRunning() {
        return current != null;
    }

    /** Types what is not a run's line. */
    boolean type(byte[] bytes) throws InterruptedException {
        awaitBegin();
        return live.type(bytes);
    }

    /** Sends a signal to what runs in the foreground; to nothing if that has ended meanwhile. */
    void signal(SignalName signal) throws InterruptedException {
        ShellRun run = awaitBegin();
        synchronized (this) { // no line is typed meanwhile
            boolean ended = current != run;
            boolean idle = run == null && opening.isOver() && isAtPrompt();
            if (ended || (idle && signal == SignalName.INT)) {
                return;
            }
            if (live.placed() == null) {
                live.signal(signal);
                return;
            }
        }
        live.signal(signal); // by a step, for which nothing else waits
    }

    /**
     * Waits until the run that was asked for, if any, has begun: keys and an interrupt that reach bash before it has read the line
     * of that run make it forget the line.
     */
    private @Nullable ShellRun awaitBegin() throws InterruptedException {
        ShellRun run = current();
        if (run != null) {
            run.awaitBegin(BEGINS_WITHIN);
        }
        return run;
    }

    /** Waits for the first prompt. How the shell ended and what it said, if it ended instead. */
    Optional<String> failure(Duration most) throws InterruptedException {
        return opening.failure(most);
    }

    ShellRunResult run(ShellRequest.Run request) throws InterruptedException {
        long start = System.nanoTime();
        awaitForeground();
        ShellRun run = beginRun(request);
        String stdin = request.terminal() ? "" : request.stdin() == null ? " </dev/null" : " <\"$__hpc_dir/%1$d.in\"";
        // Ctrl-U first, for a line that a user may have begun to type. At top level, so that "declare" and the like
        // last.
        String line = "\u0015 { __hpc_begin %1$d; } 2>/dev/null; . \"$__hpc_text\"" + stdin
                + "; { __hpc_end; } 2>/dev/null\r";
        live.type(String.format(line, run.number()));
        Long timeoutMs = request.timeoutMs();
        try {
            ShellRun.Outcome outcome =
                    timeoutMs == null ? run.outcome().get() : run.outcome().get(timeoutMs, TimeUnit.MILLISECONDS);
            return outcome.end()
                    .map(end -> result(run, start, end.exitCode(), end.cwd(), false, false))
                    .orElseGet(() -> result(run, start, outcome.shellExit(), null, false, true));
        } catch (TimeoutException _) {
            return result(run, start, null, null, true, false);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The kernel tells nobody when the terminal's foreground changes, so it is asked until it has. */
    private void awaitForeground() throws InterruptedException {
        long deadline = System.nanoTime() + PROMPTS_WITHIN.toNanos();
        while (isTakenByAProgram() && System.nanoTime() - deadline < 0) {
            Thread.sleep(FOREGROUND_INTERVAL);
        }
    }

    private boolean isAtPrompt() {
        return live.placed() == null ? live.isForeground() : prompted;
    }

    private synchronized boolean isTakenByAProgram() {
        return current == null && !over && opening.isOver() && !isAtPrompt();
    }

    /** The files are written without the monitor: in a home that hangs they take as long as that does. */
    private ShellRun beginRun(ShellRequest.Run request) {
        ShellRun run = reserve();
        try {
            files.writeRun(run.number(), request.command(), request.stdin());
            return run;
        } catch (RuntimeException e) {
            synchronized (this) {
                current = current == run ? null : current;
            }
            throw e;
        }
    }

    private synchronized ShellRun reserve() {
        if (over) {
            throw Shell.ended(shell);
        }
        if (current != null) {
            throw new HpcException(
                    ErrorCode.BUSY, "a command runs in this shell; wait, send it a signal, or open another shell");
        }
        if (opening.isOver() && !isAtPrompt()) {
            throw new HpcException(
                    ErrorCode.BUSY, "a program that was typed runs in this shell; end it, or open another shell");
        }
        runs++;
        ShellRun run = new ShellRun(runs, ring.endOffset());
        current = run;
        return run;
    }

    private ShellRunResult result(
            ShellRun run,
            long start,
            @Nullable Integer exitCode,
            @Nullable String cwd,
            boolean running,
            boolean ended) {
        return new ShellRunResult(
                exitCode,
                cwd,
                running,
                ended,
                run.captured(),
                run.from(),
                run.to(),
                Duration.ofNanos(System.nanoTime() - start).toMillis(),
                level);
    }
}
