package org.hpcdaemon.daemon.exec;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hpcdaemon.daemon.once.Idempotency;
import org.hpcdaemon.daemon.route.Caller;
import org.hpcdaemon.daemon.route.Route;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.message.Done;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.ExecResult;
import org.hpcdaemon.protocol.message.Notice;

/** {@code exec.run} and {@code exec.cancel}. Thread-safe; {@link #run} blocks until the command has ended. */
public final class Execs implements AutoCloseable {
    /** Commands at the same time. Each costs four threads and, streamed, up to 1 MiB. */
    public static final int MOST = 64;

    /** How long output that was not taken is kept after the command's end. */
    public static final Duration RETENTION = Duration.ofMinutes(10);

    // Ended commands of which only the streams' ends are kept, for an agent that was cut off before it heard of them.
    private static final int ENDED_KEPT = 64;

    private final ExecSettings settings;
    private final Idempotency idempotency;
    private final Map<Key, Execution> known = new LinkedHashMap<>();
    private boolean closed;

    private record Key(Caller caller, IdempotencyKey key) {}

    public Execs(ExecSettings settings, Idempotency idempotency) {
        this.settings = settings;
        this.idempotency = idempotency;
    }

    /**
     * Runs a command, or joins the one that runs with that key, its streams moved to this route. Throws {@code
     * INVALID_PARAMS} for a directory, {@code NO_PROGRAM} for a program that is not there, {@code BUSY} if too many run.
     */
    public ExecResult run(Caller caller, Route route, ExecRequest.Run request) {
        ExecRequest.Streams streams = request.streams();
        ExecRequest.Run same = request.withoutStreams();
        Key key = new Key(caller, request.key());
        Execution execution = find(key, same, streams != null);
        try {
            if (streams != null) {
                execution.bind(route, streams);
            }
            boolean stdinStreamed = streams != null && streams.stdin() != null;
            ExecResult result =
                    idempotency.once(caller, request.key(), same, ExecResult.class, () -> execution.run(stdinStreamed));
            if (streams != null && !execution.hasBegun()) {
                sayGone(route, streams);
            }
            return result;
        } finally {
            leave(key, execution);
        }
    }

    /** Ends the caller's command with that key, TERM first. Done also if it has ended, or never was. */
    public Done cancel(Caller caller, ExecRequest.Cancel request) {
        Execution execution;
        synchronized (this) {
            execution = known.get(new Key(caller, request.key()));
        }
        if (execution != null) {
            try {
                execution.cancel();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new HpcException(ErrorCode.INTERNAL, "the daemon stopped meanwhile", e);
            }
        }
        return new Done();
    }

    private synchronized Execution find(Key key, ExecRequest.Run request, boolean streamed) {
        sweep();
        Execution existing = known.get(key);
        if (existing != null) {
            if (!existing.isOf(request)) {
                throw new HpcException(
                        ErrorCode.KEY_REUSED, "this key's command runs and is another one; give each its own key");
            }
            existing.enter();
            return existing;
        }
        long live = known.values().stream()
                .filter(execution -> !execution.isReleased())
                .count();
        if (closed || live >= MOST) {
            throw new HpcException(ErrorCode.BUSY, "this daemon runs " + live + " commands already; try again later");
        }
        Execution created = new Execution(request, streamed, settings, this::sweep);
        created.enter();
        known.put(key, created);
        return created;
    }

    private synchronized void leave(Key key, Execution execution) {
        if (execution.leave() && known.remove(key, execution)) {
            execution.release();
        }
        sweep();
    }

    private synchronized void sweep() {
        known.values().stream()
                .filter(execution -> !execution.isReleased() && execution.isOver(RETENTION))
                .forEach(Execution::release);
        known.values().removeIf(execution -> execution.isForgettable(RETENTION));
        long surplus = known.values().stream().filter(Execution::isReleased).count() - ENDED_KEPT;
        Iterator<Execution> oldest = known.values().iterator();
        while (surplus > 0 && oldest.hasNext()) {
            if (oldest.next().isReleased()) {
                oldest.remove();
                surplus--;
            }
        }
    }

    /** The command ended long ago: the answer is kept, its output is not. */
    private static void sayGone(Route route, ExecRequest.Streams streams) {
        for (int stream : List.of(streams.stdout(), streams.stderr())) {
            route.send(new Notice.StreamFailed(stream, "the command ended and its output is not kept any more"));
        }
    }

    /** Ends every command. */
    @Override
    public void close() {
        List<Execution> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(known.values());
        }
        List<Thread> ends = all.stream()
                .map(execution -> Thread.ofVirtual().start(() -> {
                    try {
                        execution.cancel();
                    } catch (InterruptedException _) {
                        Thread.currentThread().interrupt();
                    }
                    execution.release();
                }))
                .toList();
        try {
            for (Thread end : ends) {
                end.join();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
