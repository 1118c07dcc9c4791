package org.hpcdaemon.daemon.shell;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.hpcdaemon.daemon.process.SignalNames;
import org.hpcdaemon.daemon.pty.Exit;
import org.hpcdaemon.daemon.route.Caller;
import org.hpcdaemon.daemon.route.Route;
import org.hpcdaemon.daemon.stream.InputReceiver;
import org.hpcdaemon.daemon.stream.OutputRing;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.ShellId;
import org.hpcdaemon.protocol.message.Notice;
import org.hpcdaemon.protocol.message.ShellInfo;
import org.hpcdaemon.protocol.message.ShellRequest;
import org.hpcdaemon.protocol.message.ShellRunResult;
import org.jspecify.annotations.Nullable;

/** One shell: who owns it, who reads it, and the one run that may be under way. Thread-safe. */
final class Shell {
    static final int ROWS = 24;
    static final int COLS = 80;

    private final ShellId id;
    private final @Nullable String name;
    private final @Nullable AgentId owner;
    private final ShellSettings settings;
    private final Instant openedAt;
    private final ShellFiles files;
    private final OutputRing ring;
    private final ShellReaders readers;
    private final LiveShell live;
    private final Opening opening = new Opening();
    private int rows;
    private int cols;
    private int runs;
    private @Nullable ShellRun current;
    private @Nullable Exit exit;

    private Shell(ShellId id, Caller caller, ShellRequest.Open request, ShellSettings settings, ShellFiles files) {
        this.id = id;
        this.name = request.name();
        this.owner = caller.agent();
        this.settings = settings;
        this.files = files;
        this.openedAt = settings.clock().instant();
        Integer askedRows = request.rows();
        Integer askedCols = request.cols();
        this.rows = askedRows == null ? ROWS : askedRows;
        this.cols = askedCols == null ? COLS : askedCols;
        this.ring = new OutputRing(Limits.SHELL_RING, true, settings.clock());
        this.live = LiveShell.start(settings, files, ring, id.value(), request.cwd(), request.env(), rows, cols);
        this.readers = new ShellReaders(ring, new InputReceiver.Sink() {
            @Override
            public boolean write(byte[] bytes) throws InterruptedException {
                return live.type(bytes);
            }

            @Override
            public void end() {}
        });
    }

    /**
     * Starts it.
     *
     * @param whenEnded hears when nothing of it runs any more
     */
    static Shell open(
            ShellId id, Caller caller, ShellRequest.Open request, ShellSettings settings, Consumer<Shell> whenEnded) {
        String nonce = String.format("%016x", settings.random().nextLong());
        ShellFiles files = ShellFiles.create(
                settings.runtime(), id.value(), nonce, settings.guard().rails());
        try {
            Shell shell = new Shell(id, caller, request, settings, files);
            shell.begin(nonce, whenEnded);
            return shell;
        } catch (HpcException e) {
            files.delete();
            throw e;
        }
    }

    private void begin(String nonce, Consumer<Shell> whenEnded) {
        MarkerScanner scanner = new MarkerScanner(new Marker.Parser(nonce), new Output());
        live.read(
                id.value(),
                new LiveShell.Output() {
                    @Override
                    public void bytes(byte[] bytes, int length) {
                        scanner.feed(bytes, length);
                    }

                    @Override
                    public void ended(Exit how) {
                        scanner.end();
                        hasEnded(how);
                    }
                },
                () -> {
                    files.delete();
                    whenEnded.accept(this);
                });
    }

    /** What the marks mean. */
    private final class Output implements MarkerScanner.Listener {
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

    private void hasEnded(Exit how) {
        ShellRun run;
        synchronized (this) {
            exit = how;
            run = current;
            current = null;
        }
        if (run != null) {
            run.end(ring.endOffset(), new ShellRun.Outcome(Optional.empty(), exitCode(how)));
        }
        opening.ended();
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

    /** Waits for the first prompt. What the shell said, if it ended instead. */
    Optional<String> awaitReady(Duration most) throws InterruptedException {
        return opening.failure(most);
    }

    ShellRunResult run(ShellRequest.Run request) throws InterruptedException {
        Instant start = settings.clock().instant();
        ShellRun run = beginRun(request);
        String stdin = request.terminal() ? "" : request.stdin() == null ? " </dev/null" : " <\"$__hpc_dir/%1$d.in\"";
        // Ctrl-U first, for what somebody may have begun to type. At top level, so that "declare" and the like last.
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

    private synchronized ShellRun beginRun(ShellRequest.Run request) {
        checkAlive();
        if (current != null) {
            throw new HpcException(
                    ErrorCode.BUSY, "a command runs in this shell; wait, send it a signal, or open another shell");
        }
        if (opening.isOver() && !live.isForeground()) {
            throw new HpcException(
                    ErrorCode.BUSY, "a program that was typed runs in this shell; end it, or open another shell");
        }
        runs++;
        files.writeRun(runs, request.command(), request.stdin());
        ShellRun run = new ShellRun(runs, ring.endOffset());
        current = run;
        return run;
    }

    private ShellRunResult result(
            ShellRun run,
            Instant start,
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
                Duration.between(start, settings.clock().instant()).toMillis(),
                settings.guard().level().word());
    }

    private synchronized void checkAlive() {
        if (exit != null) {
            throw new HpcException(ErrorCode.ENDED, "shell " + id + " has ended; open another");
        }
    }

    void write(byte[] bytes) throws InterruptedException {
        checkAlive();
        if (!live.type(bytes)) {
            throw new HpcException(ErrorCode.ENDED, "shell " + id + " has ended; open another");
        }
    }

    Attachment attach(Caller caller, Route route, ShellRequest.Attach request) {
        return readers.attach(caller, route, request, () -> route.send(endedNotice()));
    }

    private synchronized Notice endedNotice() {
        Exit how = exit;
        return new Notice.ShellEnded(
                id,
                how instanceof Exit.Code(int code) ? code : null,
                how instanceof Exit.Signalled(int signal) ? SignalNames.of(signal) : null);
    }

    void detach(Caller caller, ShellRequest.Detach request) {
        readers.detach(caller, request.reader());
    }

    synchronized void resize(ShellRequest.Resize request) {
        checkAlive();
        live.resize(request.rows(), request.cols());
        rows = request.rows();
        cols = request.cols();
    }

    void signal(ShellRequest.Signal request) {
        checkAlive();
        live.signal(request.signal());
    }

    /** Ends it and everything started in it; returns when nothing of it runs. */
    void end() {
        live.end();
    }

    /** Forgets its output, and lets readers go. */
    void release() {
        live.release();
        readers.release();
    }

    synchronized boolean hasEnded() {
        return exit != null;
    }

    boolean isReachedBy(Caller caller) {
        return caller.mayReach(owner);
    }

    ShellId id() {
        return id;
    }

    Instant openedAt() {
        return openedAt;
    }

    synchronized ShellInfo info() {
        return new ShellInfo(
                id,
                name,
                owner,
                openedAt,
                rows,
                cols,
                ring.oldestOffset(),
                ring.endOffset(),
                readers.attached(),
                current != null,
                settings.guard().level().word());
    }
}
