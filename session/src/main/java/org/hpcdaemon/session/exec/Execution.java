package org.hpcdaemon.session.exec;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.hpcdaemon.linux.process.Programs;
import org.hpcdaemon.linux.process.SignalNames;
import org.hpcdaemon.linux.process.TreeCookie;
import org.hpcdaemon.linux.system.Exit;
import org.hpcdaemon.linux.system.Spawner;
import org.hpcdaemon.linux.system.Threads;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.exec.ExecResult;
import org.hpcdaemon.protocol.message.value.InJob;
import org.hpcdaemon.protocol.message.value.LogStream;
import org.hpcdaemon.protocol.message.value.SignalName;
import org.hpcdaemon.session.job.JobCommands;
import org.hpcdaemon.session.job.JobProgram;
import org.hpcdaemon.session.job.StartedProgram;
import org.hpcdaemon.session.record.Recorded;
import org.hpcdaemon.session.record.RecordedStream;
import org.hpcdaemon.session.record.Recording;
import org.hpcdaemon.session.route.Caller;
import org.hpcdaemon.session.route.Route;
import org.hpcdaemon.session.stream.OutputPump;
import org.jspecify.annotations.Nullable;

/** One command, from before it starts until its output was taken. Thread-safe. */
final class Execution {
    // Its objects besides the output, so that many small outputs count too.
    private static final long OVERHEAD = 4 << 10;

    private final Caller caller;
    private final ExecRequest.Run request;
    private final ExecSettings settings;
    private final ExecOutput stdout;
    private final ExecOutput stderr;
    private final ExecInput stdin;
    private final @Nullable ExecStreams streams;
    private final @Nullable KeptCommand kept;
    private @Nullable Started running;
    private boolean starting;
    private volatile boolean released;
    private int requests;
    private boolean begun;
    private boolean cancelled;
    private @Nullable Instant startedAt;
    private @Nullable Long endedAt;

    /**
     * @param request without its streams: what makes two requests the same
     * @param kept where its outputs are kept; null: they are streamed
     * @param onTaken runs when the agent has all of an output
     */
    Execution(
            Caller caller,
            ExecRequest.Run request,
            @Nullable KeptCommand kept,
            ExecSettings settings,
            Runnable onTaken) {
        this.caller = caller;
        this.request = request;
        this.kept = kept;
        this.settings = settings;
        this.stdin = new ExecInput();
        if (kept == null) {
            ExecOutput.Streamed out = new ExecOutput.Streamed(settings.nanoTime());
            ExecOutput.Streamed err = new ExecOutput.Streamed(settings.nanoTime());
            this.stdout = out;
            this.stderr = err;
            this.streams = new ExecStreams(out, err, stdin.receiver(), onTaken);
        } else {
            this.stdout = new ExecOutput.Collected(kept.stdout(), this::grown);
            this.stderr = new ExecOutput.Collected(kept.stderr(), this::grown);
            this.streams = null;
        }
    }

    boolean isOf(ExecRequest.Run other) {
        return request.equals(other);
    }

    void bind(Route route, ExecRequest.Streams numbers) {
        if (streams == null) {
            throw HpcException.invalid("this key's command collects its output; send it again without \"streams\"");
        }
        streams.bind(route, numbers);
    }

    /** Runs it to its end; once. Throws {@code INVALID_PARAMS}, {@code NO_PROGRAM} or {@code NOT_EXECUTABLE} if it cannot be started. */
    ExecResult run(boolean stdinStreamed) {
        if (kept == null) {
            return runToEnd(stdinStreamed);
        }
        kept.begin();
        try {
            return runToEnd(stdinStreamed);
        } finally {
            kept.end(settings.clock().instant());
        }
    }

    private ExecResult runToEnd(boolean stdinStreamed) {
        long start = System.nanoTime();
        Started command = start(stdinStreamed || request.stdin() != null);
        Spawner.Piped piped = command.piped();
        Recording recording = settings.recorder().begin(Recorded.command(caller.agent(), request));
        OutputPump out = OutputPump.start(
                "exec-stdout", piped.stdout(), new RecordedOutput(recording, RecordedStream.STDOUT, stdout));
        OutputPump err = OutputPump.start(
                "exec-stderr", piped.stderr(), new RecordedOutput(recording, RecordedStream.STDERR, stderr));
        endWith(recording, piped, out, err);
        stdin.open(piped.stdin(), request.stdin());
        try (StartedProgram program = command.program()) {
            boolean timedOut = !awaitExit(piped);
            Exit exit = piped.child().exit().get();
            if (!timedOut && !cancelRequested()) {
                program.endedByItself(exit);
            }
            if (settings.guard().mustEndLeftovers()) {
                endTree(Duration.ZERO);
            }
            out.commandEnded();
            err.commandEnded();
            stdin.close();
            if (streams == null) {
                out.done().get();
                err.done().get();
            }
            return result(exit, timedOut, start, program);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            out.stop();
            err.stop();
            throw new HpcException(ErrorCode.OUTCOME_UNKNOWN, "the daemon stopped while the command ran", e);
        } catch (ExecutionException e) {
            throw new HpcException(ErrorCode.OUTCOME_UNKNOWN, "the command's end was not seen", e);
        }
    }

    /** Whatever comes last of its two outputs and its end. */
    private static void endWith(Recording recording, Spawner.Piped piped, OutputPump out, OutputPump err) {
        CompletableFuture<Exit> exit = piped.child().exit();
        CompletableFuture<?> _ = CompletableFuture.allOf(out.done(), err.done(), exit)
                .handle((_, lost) -> {
                    recording.end(lost == null ? exit.join() : null);
                    return true;
                });
    }

    private record Started(Spawner.Piped piped, StartedProgram program) {}

    /** Without the monitor, and on a thread of its own: on a hung file system this waits in the kernel for as long as that hangs. */
    private Started start(boolean stdinWanted) {
        synchronized (this) {
            begun = true;
            startedAt = settings.clock().instant();
            starting = true;
        }
        Started started = null;
        try {
            started = Threads.call("exec-start", () -> spawn(stdinWanted));
            return started;
        } catch (IOException e) {
            throw Programs.failure(e);
        } finally {
            synchronized (this) {
                starting = false;
                running = started;
                notifyAll();
            }
        }
    }

    private Started spawn(boolean stdinWanted) throws IOException {
        TreeCookie cookie = settings.cookies().next();
        String command = request.command();
        List<String> argv = command == null ? request.argv() : List.of("bash", "-c", command);
        InJob where = request.inJob();
        if (where != null) {
            return spawnInJob(
                    new JobProgram(where, _ -> argv, request.env(), request.cwd(), false, false), cookie, stdinWanted);
        }
        Spawner.Command limited = settings.guard()
                .command(Programs.command(
                        argv,
                        settings.environment().with(request.env(), cookie),
                        request.cwd(),
                        settings.defaultCwd()));
        Spawner.Piped piped = Spawner.onPipes(limited, stdinWanted);
        return new Started(piped, new StartedProgram(piped.child(), cookie, limited.origin(), null));
    }

    private Started spawnInJob(JobProgram asked, TreeCookie cookie, boolean stdinWanted) throws IOException {
        settings.guard().check();
        JobCommands.Prepared placed = settings.jobs().prepare(caller, asked, cookie);
        try {
            Spawner.Piped piped = Spawner.onPipes(placed.command(), stdinWanted);
            return new Started(
                    piped,
                    new StartedProgram(piped.child(), cookie, placed.command().origin(), placed));
        } catch (IOException e) {
            placed.over();
            placed.close();
            throw e;
        }
    }

    private boolean awaitExit(Spawner.Piped piped) throws InterruptedException, ExecutionException {
        Long timeoutMs = request.timeoutMs();
        if (cancelRequested()) {
            endTree();
        }
        try {
            if (timeoutMs == null) {
                piped.child().exit().get();
            } else {
                piped.child().exit().get(timeoutMs, TimeUnit.MILLISECONDS);
            }
            return true;
        } catch (TimeoutException _) {
            endTree();
            return false;
        }
    }

    private void endTree() throws InterruptedException {
        endTree(settings.grace(), SignalName.TERM);
    }

    private void endTree(Duration grace, SignalName... ask) throws InterruptedException {
        Started ending;
        synchronized (this) {
            ending = running;
        }
        if (ending != null) {
            ending.program().end(grace, ask);
        }
    }

    /**
     * Ends it and everything it started; also before it has started. Returns when nothing of it runs; one whose start hangs is
     * ended as soon as it has started, and not waited for longer than the grace.
     */
    void cancel() throws InterruptedException {
        synchronized (this) {
            if (endedAt != null) {
                return;
            }
            cancelled = true;
            long deadline = System.nanoTime() + settings.grace().toNanos();
            long left = settings.grace().toMillis();
            while (starting && left > 0) {
                wait(left);
                left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
            }
        }
        endTree();
    }

    private synchronized boolean cancelRequested() {
        return cancelled;
    }

    private synchronized void grown() {
        notifyAll();
    }

    boolean isStreamed() {
        return kept == null;
    }

    /** Waits until there is a byte at that offset of the output, or the command has ended, for so long at most. */
    synchronized void awaitOutput(LogStream stream, long from, Duration most) throws InterruptedException {
        ExecOutput output = stream == LogStream.STDOUT ? stdout : stderr;
        long deadline = System.nanoTime() + most.toNanos();
        long left = most.toMillis();
        while (endedAt == null && output instanceof ExecOutput.Collected c && c.size() <= from && left > 0) {
            wait(left);
            left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
        }
    }

    private synchronized ExecResult result(Exit exit, boolean timedOut, long start, StartedProgram program) {
        JobCommands.Prepared placed = program.placed();
        endedAt = settings.nanoTime().getAsLong();
        notifyAll();
        return new ExecResult(
                exit instanceof Exit.Code(int code) ? code : null,
                exit instanceof Exit.Signalled(int signal) ? SignalNames.of(signal) : null,
                timedOut,
                cancelled,
                Duration.ofNanos(System.nanoTime() - start).toMillis(),
                stdout.captured(),
                stderr.captured(),
                placed == null ? settings.guard().level().word() : placed.level());
    }

    /** A request waits for it. */
    synchronized void enter() {
        requests++;
    }

    /** A request has its answer. Returns true if the command never started and no request still waits for it. */
    synchronized boolean leave() {
        requests--;
        return requests == 0 && running == null;
    }

    synchronized boolean hasBegun() {
        return begun;
    }

    /** Whether its output is needed no more: the agent has it, or did not come for it in that time. */
    synchronized boolean isOver(Duration retention) {
        return endedAt != null && (streams == null || streams.isTaken() || isOlder(retention));
    }

    /** Whether even where its streams ended needs not be known any more. */
    synchronized boolean isForgettable(Duration retention) {
        return endedAt != null && (streams == null || isOlder(retention));
    }

    private boolean isOlder(Duration age) {
        Long ended = endedAt;
        return ended != null && settings.nanoTime().getAsLong() - ended >= age.toNanos();
    }

    /** Memory that unacknowledged output holds after the command's end, in bytes. */
    synchronized long unread() {
        return endedAt == null || streams == null || released ? 0 : OVERHEAD + streams.unread();
    }

    /** True if it has ended and the connection that took its output is gone. */
    synchronized boolean isLost() {
        return endedAt != null && streams != null && !released && streams.isLost();
    }

    /** True from its start on until it has ended. */
    synchronized boolean isRunning() {
        return endedAt == null && (starting || running != null);
    }

    /** Whether that process is of it, while it runs. */
    boolean owns(int pid) {
        Started asked;
        synchronized (this) {
            asked = isRunning() ? running : null;
        }
        return asked != null && asked.program().contains(pid);
    }

    /** Since when it runs; empty before its start, and once it has ended. */
    synchronized Optional<Instant> runsSince() {
        return isRunning() ? Optional.ofNullable(startedAt) : Optional.empty();
    }

    boolean isReleased() {
        return released;
    }

    void release() {
        released = true;
        if (streams != null) {
            streams.release();
        }
        stdin.close();
    }
}
