package org.hpcdaemon.session.exec;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.exec.ExecInfo;
import org.hpcdaemon.protocol.message.exec.ExecList;
import org.hpcdaemon.protocol.message.exec.ExecState;
import org.hpcdaemon.protocol.message.value.LogChunk;
import org.hpcdaemon.protocol.message.value.LogStream;
import org.hpcdaemon.session.idempotency.CommandLedger;
import org.hpcdaemon.session.route.Caller;
import org.jspecify.annotations.Nullable;

/**
 * {@code exec.status}, {@code exec.output} and {@code exec.list}: an agent's own commands, found again by their keys from any
 * connection, also after the daemon's restart. Thread-safe.
 */
public final class CommandReports {
    private static final int OUTPUT_DEFAULT = 64 << 10; // as the protocol says

    private final Execs execs;
    private final CommandLedger ledger;
    private final KeptOutputs outputs;
    private final LongSupplier nanoTime;

    public CommandReports(Execs execs, CommandLedger ledger, KeptOutputs outputs, LongSupplier nanoTime) {
        this.execs = execs;
        this.ledger = ledger;
        this.outputs = outputs;
        this.nanoTime = nanoTime;
    }

    public ExecInfo status(Caller caller, ExecRequest.Status request) {
        if (request.waitMs() != null) {
            await(caller, request.key(), Duration.ofMillis(request.waitMs()));
        }
        ExecInfo info = command(caller, request.key());
        CommandKey key = new CommandKey(caller, request.key());
        return isKept(key, info)
                ? info.withSizes(
                        KeptOutput.size(outputs.file(key, LogStream.STDOUT)),
                        KeptOutput.size(outputs.file(key, LogStream.STDERR)))
                : info;
    }

    /** Throws {@code INVALID_PARAMS} if the command streams its output. */
    public LogChunk output(Caller caller, ExecRequest.Output request) {
        CommandKey key = new CommandKey(caller, request.key());
        int most = request.maxBytes() == null ? OUTPUT_DEFAULT : request.maxBytes();
        Path file = outputs.file(key, request.stream());
        long deadline = nanoTime.getAsLong()
                + Duration.ofMillis(request.waitMs() == null ? 0 : request.waitMs())
                        .toNanos();
        while (true) {
            ExecInfo info = command(caller, request.key());
            if (!isKept(key, info)) {
                throw HpcException.invalid(
                        "command " + request.key()
                                + " streams its output to the agent that runs it, so none of it is kept; run it without \"streams\"");
            }
            LogChunk chunk = KeptOutput.read(file, request.from(), most, info.state() != ExecState.RUNNING);
            Duration left = Duration.ofNanos(deadline - nanoTime.getAsLong());
            if (chunk.data().length() > 0 || chunk.complete() || !left.isPositive()) {
                return chunk;
            }
            awaitOutput(key, request.stream(), chunk.from(), left);
        }
    }

    public ExecList list(Caller caller, ExecRequest.Listing request) {
        int limit = request.limit() == null ? JobRequest.DEFAULT_LIMIT : request.limit();
        @Nullable IdempotencyKey after = request.after();
        if (after != null) {
            command(caller, after);
        }
        List<ExecInfo> commands = ledger.commands(caller, request.active(), after, limit + 1).stream()
                .map(ExecInfo::withoutSizes)
                .toList();
        return new ExecList(commands.subList(0, Math.min(limit, commands.size())), commands.size() > limit);
    }

    private ExecInfo command(Caller caller, IdempotencyKey key) {
        return ledger.command(caller, key).orElseThrow(() -> HpcException.notFound("command", key));
    }

    private boolean isKept(CommandKey key, ExecInfo info) {
        return switch (info.state()) {
            case RUNNING -> !execs.find(key).map(Execution::isStreamed).orElse(false);
            case ENDED, REFUSED -> info.stdoutBytes() != null || info.result() == null;
            case LOST ->
                Files.exists(outputs.file(key, LogStream.STDOUT)) || Files.exists(outputs.file(key, LogStream.STDERR));
        };
    }

    /** For a byte while it runs; once it has ended, for its answer to be stored. */
    private void awaitOutput(CommandKey key, LogStream stream, long from, Duration most) {
        Optional<Execution> running = execs.find(key);
        try {
            if (running.isPresent() && running.get().isRunning()) {
                running.get().awaitOutput(stream, from, most);
            } else {
                ledger.await(key.caller(), key.key(), most);
            }
        } catch (InterruptedException e) {
            throw stopping(e);
        }
    }

    private void await(Caller caller, IdempotencyKey key, Duration most) {
        try {
            ledger.await(caller, key, most);
        } catch (InterruptedException e) {
            throw stopping(e);
        }
    }

    private static HpcException stopping(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new HpcException(ErrorCode.BUSY, "the daemon stops; ask again", e);
    }
}
