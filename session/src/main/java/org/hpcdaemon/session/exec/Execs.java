package org.hpcdaemon.session.exec;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hpcdaemon.linux.system.Threads;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.Done;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.Notice;
import org.hpcdaemon.protocol.message.exec.ExecResult;
import org.hpcdaemon.session.idempotency.Idempotency;
import org.hpcdaemon.session.route.Activity;
import org.hpcdaemon.session.route.AgentSlots;
import org.hpcdaemon.session.route.Caller;
import org.hpcdaemon.session.route.Route;
import org.jspecify.annotations.Nullable;

/** {@code exec.run} and {@code exec.cancel}. Thread-safe; {@link #run} blocks until the command has ended. */
public final class Execs implements AutoCloseable {
    private final Idempotency idempotency;
    private final CommandTable table;
    private final AgentSlots slots = new AgentSlots(new AgentSlots.Bounds(
            "running commands",
            "end one with exec.cancel",
            Limits.COMMANDS,
            Limits.COMMANDS_PER_AGENT,
            Limits.COMMANDS_RESERVED));

    /** @param outputs where the output of commands is kept that collect it */
    public Execs(ExecSettings settings, Idempotency idempotency, KeptOutputs outputs) {
        this.idempotency = idempotency;
        this.table = new CommandTable(settings, outputs);
    }

    /** The caller's command with that key, if it runs or its streams are not read to their ends. */
    Optional<Execution> find(CommandKey key) {
        return table.find(key);
    }

    /**
     * Runs a command, or joins the one that runs with that key, its streams moved to this route. Throws {@code
     * INVALID_PARAMS} for a directory, {@code NO_PROGRAM} for a program that is not there, {@code BUSY} if too many run.
     */
    public ExecResult run(Caller caller, Route route, ExecRequest.Run request) {
        ExecRequest.Streams streams = request.streams();
        ExecRequest.Run command = request.withoutStreams();
        CommandKey key = new CommandKey(caller, request.key());
        Execution execution = table.enter(key, command, streams != null);
        try {
            // Further on only in output that is known here: the command may have ended under another daemon.
            if (streams != null && (streams.fromStart() || execution.hasBegun())) {
                execution.bind(route, streams);
            }
            ExecResult result = idempotency.once(
                    caller, request.key(), request, ExecResult.class, () -> start(caller, execution, streams));
            if (streams != null && !execution.hasBegun()) {
                sayGone(route, streams);
            }
            return result;
        } finally {
            table.leave(key, execution);
        }
    }

    /** For a key that was never seen. */
    private ExecResult start(Caller caller, Execution execution, ExecRequest.@Nullable Streams streams) {
        if (streams != null && !streams.fromStart()) {
            throw new HpcException(
                    ErrorCode.OUTCOME_UNKNOWN,
                    "this agent has output of the command already, and this daemon has no record of it any more: check its"
                            + " effects before running it again with a new key");
        }
        table.makeRoom(caller);
        slots.take(caller);
        try {
            return execution.run(streams != null && streams.stdin() != null);
        } finally {
            slots.free(caller);
        }
    }

    /** Ends the caller's command with that key, TERM first. Done also if it has ended, or never was. */
    public Done cancel(Caller caller, ExecRequest.Cancel request) {
        Optional<Execution> execution = table.find(new CommandKey(caller, request.key()));
        if (execution.isPresent()) {
            try {
                execution.get().cancel();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new HpcException(ErrorCode.INTERNAL, "the daemon stopped meanwhile", e);
            }
        }
        return new Done();
    }

    /** The command ended long ago: the answer is kept, its output is not. */
    private static void sayGone(Route route, ExecRequest.Streams streams) {
        for (int stream : List.of(streams.stdout(), streams.stderr())) {
            route.send(new Notice.StreamFailed(stream, "the command has ended and its output is no longer kept"));
        }
    }

    /** The running commands of all agents. */
    public List<Activity> running() {
        return table.running();
    }

    /** Whether that process was started by a command of the caller's that runs. */
    public boolean owns(Caller caller, int pid) {
        return table.reachable(caller).stream().anyMatch(execution -> execution.owns(pid));
    }

    /** Whose commands are here. */
    public Set<Caller> callers() {
        return table.callers();
    }

    /** Ends an agent's commands, and lets go of their output. Returns how many there were that had not ended. */
    public int end(Caller caller) {
        List<Execution> all = table.of(caller);
        int running = (int) all.stream().filter(Execution::isRunning).count();
        end(all);
        return running;
    }

    /** Ends every command. */
    @Override
    public void close() {
        end(table.close());
    }

    private static void end(List<Execution> executions) {
        Threads.forEach(executions, execution -> {
            try {
                execution.cancel();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            execution.release();
        });
    }
}
