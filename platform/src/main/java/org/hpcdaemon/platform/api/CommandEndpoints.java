package org.hpcdaemon.platform.api;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hpcdaemon.platform.http.route.Answer;
import org.hpcdaemon.platform.http.route.HttpCall;
import org.hpcdaemon.platform.http.route.Parameter;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.Done;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.exec.ExecInfo;
import org.hpcdaemon.protocol.message.exec.ExecList;
import org.hpcdaemon.protocol.message.exec.ExecResult;
import org.hpcdaemon.protocol.message.exec.ExecState;
import org.hpcdaemon.protocol.message.value.Bytes;
import org.hpcdaemon.protocol.message.value.Captured;
import org.hpcdaemon.protocol.message.value.LogChunk;
import org.hpcdaemon.protocol.message.value.LogStream;
import org.hpcdaemon.protocol.rpc.KnownFields;
import org.hpcdaemon.protocol.rpc.Method;
import org.jspecify.annotations.Nullable;

/** Commands: run, found again, read and ended by their keys. */
final class CommandEndpoints {
    static final Parameter.Flag ACTIVE = new Parameter.Flag("active", "Only those that have not ended.");
    static final Parameter.Whole LIMIT = new Parameter.Whole("limit", "At most this many; 100 if absent.", 1, 1000);
    static final Parameter.Text AFTER =
            new Parameter.Text("after", "The last id of the page before: those that are older.");
    static final Parameter.OneOf STREAM =
            new Parameter.OneOf("stream", "Which output; stdout if absent.", List.of("stdout", "stderr"));

    /** {@link ExecRequest.Run} without its key, which is a header, and without streams. */
    record Command(
            @Nullable List<String> argv,
            @Nullable String command,
            @Nullable String cwd,
            @Nullable Map<String, String> env,
            @Nullable Bytes stdin,
            @Nullable Long timeoutMs,
            @Nullable JobId job,
            @Nullable Integer element,
            @Nullable String node) {
        /** Its record checks what is missing. */
        ExecRequest.Run under(IdempotencyKey key) {
            List<String> arguments = argv == null ? List.of() : argv;
            return new ExecRequest.Run(
                    key,
                    arguments,
                    command,
                    cwd,
                    env == null ? Map.of() : env,
                    stdin,
                    timeoutMs,
                    null,
                    job,
                    element,
                    node);
        }
    }

    /**
     * How a command went, or that it still runs.
     *
     * @param key by which it is asked for again
     * @param stdout its beginning and its end; all that is kept is under {@code runs}
     */
    record Outcome(
            IdempotencyKey key,
            ExecState state,
            @Nullable Integer exitCode,
            @Nullable String signal,
            @Nullable Boolean timedOut,
            @Nullable Boolean cancelled,
            @Nullable Long durationMs,
            @Nullable Captured stdout,
            @Nullable Captured stderr,
            @Nullable String sandbox) {
        static Outcome running(IdempotencyKey key) {
            return new Outcome(key, ExecState.RUNNING, null, null, null, null, null, null, null, null);
        }

        static Outcome of(IdempotencyKey key, ExecResult end) {
            return new Outcome(
                    key,
                    ExecState.ENDED,
                    end.exitCode(),
                    end.signal(),
                    end.timedOut(),
                    end.cancelled(),
                    end.durationMs(),
                    end.stdout(),
                    end.stderr(),
                    end.sandbox());
        }
    }

    private final DaemonDoor door;

    CommandEndpoints(DaemonDoor door) {
        this.door = door;
    }

    Answer run(HttpCall call) throws InterruptedException {
        IdempotencyKey key = call.key();
        ExecRequest.Run command = KnownFields.read(call.text(), Command.class, "the body", Method.EXEC_RUN)
                .under(key);
        return door.through(call, daemon -> {
            Optional<ExecResult> end = daemon.run(command, call.body().length(), Waits.wait(call));
            return end.map(result -> Answer.ok(Outcome.of(key, result)))
                    .orElseGet(() -> Answer.accepted(Outcome.running(key)))
                    .with("Idempotency-Key", key);
        });
    }

    Answer list(HttpCall call) throws InterruptedException {
        IdempotencyKey after = call.text(AFTER).map(Ids::run).orElse(null);
        return door.ask(call, new ExecRequest.Listing(call.flag(ACTIVE), limit(call), after), ExecList.class);
    }

    Answer status(HttpCall call) throws InterruptedException {
        IdempotencyKey key = Ids.run(call.path("run"));
        return door.through(
                call,
                daemon -> Answer.ok(daemon.ask(
                        wait -> new ExecRequest.Status(key, wait),
                        ExecInfo.class,
                        info -> info.state() != ExecState.RUNNING,
                        Waits.wait(call))));
    }

    Answer output(HttpCall call) throws InterruptedException {
        IdempotencyKey key = Ids.run(call.path("run"));
        Long from = call.number(Waits.FROM);
        return door.through(
                call,
                daemon -> Waits.bytes(
                        daemon.ask(
                                wait -> new ExecRequest.Output(key, stream(call), from, Waits.max(call), wait),
                                LogChunk.class,
                                Waits::hasNews,
                                Waits.wait(call)),
                        from));
    }

    Answer cancel(HttpCall call) throws InterruptedException {
        return door.tell(call, new ExecRequest.Cancel(Ids.run(call.path("run"))), Done.class);
    }

    static @Nullable Integer limit(HttpCall call) {
        Long given = call.number(LIMIT);
        return given == null ? null : Integer.valueOf(Math.toIntExact(given));
    }

    static LogStream stream(HttpCall call) {
        return call.oneOf(STREAM).orElse("stdout").equals("stderr") ? LogStream.STDERR : LogStream.STDOUT;
    }
}
