package org.hpcdaemon.session.shell;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.hpcdaemon.linux.process.Programs;
import org.hpcdaemon.linux.process.SignalNames;
import org.hpcdaemon.linux.process.TreeCookie;
import org.hpcdaemon.linux.system.Exit;
import org.hpcdaemon.linux.system.Threads;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.ShellId;
import org.hpcdaemon.protocol.message.Notice;
import org.hpcdaemon.protocol.message.ShellRequest;
import org.hpcdaemon.protocol.message.shell.ShellInfo;
import org.hpcdaemon.protocol.message.shell.ShellRunResult;
import org.hpcdaemon.protocol.message.value.InJob;
import org.hpcdaemon.protocol.message.value.LogChunk;
import org.hpcdaemon.session.job.JobCommands;
import org.hpcdaemon.session.job.JobProgram;
import org.hpcdaemon.session.record.Recorded;
import org.hpcdaemon.session.record.RecordedStream;
import org.hpcdaemon.session.record.Recording;
import org.hpcdaemon.session.route.Caller;
import org.hpcdaemon.session.route.Route;
import org.hpcdaemon.session.stream.InputReceiver;
import org.hpcdaemon.session.stream.OutputRing;
import org.jspecify.annotations.Nullable;

/** One shell: who owns it, who reads it, and what it does. Thread-safe. */
final class Shell {
    static final int ROWS = 24;
    static final int COLS = 80;

    // A .bashrc that loads modules from a slow file system; past it, what is typed waits for the prompt.
    private static final Duration FIRST_PROMPT = Duration.ofSeconds(10);
    // A busy SLURM starts steps late, and entering the limits on a node takes Java the first time.
    private static final Duration FIRST_PROMPT_IN_A_JOB = Duration.ofMinutes(1);

    private final ShellId id;
    private final ShellRequest.Open request;
    private final Caller caller;
    private final ShellSettings settings;
    private final Instant openedAt;
    private final ShellFiles files;
    private final OutputRing ring;
    private final ShellReaders readers;
    private final LiveShell live;
    private final ShellRuns runs;
    private final Recording recording;
    private int rows;
    private int cols;
    private @Nullable Exit exit;

    /** @param start of what is to run, on a terminal of that size, with its output in that ring */
    private Shell(
            ShellId id,
            Caller caller,
            ShellRequest.Open request,
            ShellSettings settings,
            ShellFiles files,
            BiFunction<OutputRing, LiveShell.Size, LiveShell> start) {
        this.id = id;
        this.request = request;
        this.caller = caller;
        this.settings = settings;
        this.files = files;
        this.openedAt = settings.clock().instant();
        Integer askedRows = request.rows();
        Integer askedCols = request.cols();
        this.rows = askedRows == null ? ROWS : askedRows;
        this.cols = askedCols == null ? COLS : askedCols;
        this.ring = new OutputRing(Limits.SHELL_RING, true, settings.nanoTime());
        this.live = start.apply(ring, new LiveShell.Size(rows, cols));
        this.recording = settings.recorder()
                .begin(Recorded.shell(caller.agent(), id, request.name(), rows, cols, request.inJob()));
        this.runs = new ShellRuns(id, files, live, ring, level());
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
     * Starts it, on a thread of its own: on a hung file system this waits in the kernel for as long as that hangs.
     *
     * @param whenEnded hears when nothing of it runs any more
     */
    static Shell open(
            ShellId id, Caller caller, ShellRequest.Open request, ShellSettings settings, Consumer<Shell> whenEnded) {
        try {
            return Threads.call("shell-start", () -> start(id, caller, request, settings, whenEnded));
        } catch (IOException e) {
            throw Programs.failure(e);
        }
    }

    private static Shell start(
            ShellId id, Caller caller, ShellRequest.Open request, ShellSettings settings, Consumer<Shell> whenEnded)
            throws IOException {
        String nonce = String.format("%016x", settings.random().nextLong());
        String rails = settings.guard().rails();
        InJob where = request.inJob();
        if (where == null) {
            ShellFiles files = ShellFiles.create(settings.runtime().resolve("shell-" + id), nonce, rails, false);
            return begun(
                    nonce,
                    files,
                    whenEnded,
                    () -> new Shell(
                            id,
                            caller,
                            request,
                            settings,
                            files,
                            (ring, size) -> LiveShell.start(settings, files, ring, id.value(), request, size)));
        }
        settings.guard().check();
        TreeCookie cookie = settings.cookies().next();
        JobProgram bash = new JobProgram(
                where,
                ShellFiles::bash,
                LiveShell.environment(request.env()),
                request.cwd(),
                true,
                request.endJob() != null);
        JobCommands.Prepared placed = settings.jobs().prepare(caller, bash, cookie);
        try {
            ShellFiles files = ShellFiles.create(placed.folder(), nonce, rails, true);
            return begun(
                    nonce,
                    files,
                    whenEnded,
                    () -> new Shell(
                            id,
                            caller,
                            request,
                            settings,
                            files,
                            (ring, size) ->
                                    LiveShell.startInJob(placed, cookie, ring, id.value(), settings.grace(), size)));
        } catch (HpcException e) {
            placed.over();
            placed.close();
            throw e;
        }
    }

    private static Shell begun(String nonce, ShellFiles files, Consumer<Shell> whenEnded, Supplier<Shell> start) {
        try {
            Shell shell = start.get();
            shell.begin(nonce, whenEnded);
            return shell;
        } catch (HpcException e) {
            files.delete();
            throw e;
        }
    }

    private void begin(String nonce, Consumer<Shell> whenEnded) {
        MarkerScanner scanner = new MarkerScanner(new Marker.Parser(nonce), runs);
        live.read(
                id.value(),
                new LiveShell.Output() {
                    @Override
                    public void bytes(byte[] bytes, int length) {
                        recording.output(RecordedStream.TERMINAL, bytes, length);
                        scanner.feed(bytes, length);
                    }

                    @Override
                    public void ended(Exit how) {
                        recording.end(how);
                        scanner.end();
                        hasEnded(how);
                        runs.ended(how);
                    }
                },
                () -> {
                    files.delete();
                    whenEnded.accept(this);
                });
    }

    private synchronized void hasEnded(Exit how) {
        exit = how;
    }

    /** Waits for the first prompt. Throws if it ended instead, with what it said. */
    void awaitReady() throws InterruptedException {
        boolean here = live.placed() == null;
        Optional<String> failure = runs.failure(here ? FIRST_PROMPT : FIRST_PROMPT_IN_A_JOB);
        if (failure.isPresent()) {
            throw new HpcException(
                    ErrorCode.ENDED,
                    (here
                                    ? "bash ended before its first prompt ("
                                    : "the shell in job " + request.job() + " ended before its first prompt (")
                            + failure.get() + "); look at what it says there, and at ~/.bashrc on "
                            + (here ? "the daemon's machine" : "the job's node"));
        }
    }

    ShellRunResult run(ShellRequest.Run request) throws InterruptedException {
        return runs.run(request);
    }

    boolean owns(int pid) {
        return live.owns(pid);
    }

    private synchronized void checkAlive() {
        if (exit != null) {
            throw ended(id);
        }
    }

    static HpcException ended(ShellId id) {
        return new HpcException(ErrorCode.ENDED, "shell " + id + " has ended; open another");
    }

    void write(byte[] bytes) throws InterruptedException {
        checkAlive();
        if (!runs.type(bytes)) {
            throw ended(id);
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
        recording.resize(rows, cols);
    }

    void signal(ShellRequest.Signal request) throws InterruptedException {
        checkAlive();
        runs.signal(request.signal());
    }

    /** Ends it and everything started in it; returns when nothing of it runs. */
    void end() {
        live.end();
    }

    /** Forgets its output, and lets readers go. */
    LogChunk output(ShellRequest.Output request) throws InterruptedException {
        int most = request.maxBytes() == null ? Limits.CAPTURE_BYTES : request.maxBytes();
        int waitMs = request.waitMs() == null ? 0 : request.waitMs();
        return ring.read(request.from(), most, Duration.ofMillis(waitMs));
    }

    void release() {
        live.release();
        readers.release();
    }

    synchronized boolean hasEnded() {
        return exit != null;
    }

    /** The level in force where it runs; absent if that is not known. */
    private @Nullable String level() {
        JobCommands.Prepared placed = live.placed();
        return placed == null ? settings.guard().level().word() : placed.level();
    }

    boolean isReachedBy(Caller who) {
        return who.mayReach(caller.agent());
    }

    /** Who opened it. */
    Caller caller() {
        return caller;
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
                request.name(),
                caller.agent(),
                openedAt,
                rows,
                cols,
                ring.oldestOffset(),
                ring.endOffset(),
                readers.attached(),
                runs.isRunning(),
                level(),
                request.job(),
                request.element(),
                request.node());
    }
}
