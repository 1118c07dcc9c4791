package org.hpcdaemon.platform.api;

import java.util.Map;
import org.hpcdaemon.platform.http.route.Answer;
import org.hpcdaemon.platform.http.route.HttpCall;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.id.ShellId;
import org.hpcdaemon.protocol.message.Done;
import org.hpcdaemon.protocol.message.ShellRequest;
import org.hpcdaemon.protocol.message.shell.ShellInfo;
import org.hpcdaemon.protocol.message.shell.ShellList;
import org.hpcdaemon.protocol.message.shell.ShellRunResult;
import org.hpcdaemon.protocol.message.value.Bytes;
import org.hpcdaemon.protocol.message.value.LogChunk;
import org.hpcdaemon.protocol.message.value.SignalName;
import org.hpcdaemon.protocol.rpc.KnownFields;
import org.hpcdaemon.protocol.rpc.Method;
import org.jspecify.annotations.Nullable;

/** Live shells, read piece by piece. */
final class ShellEndpoints {
    /** How long a command in a shell is waited for if the body says nothing, and at most: less than the proxies on the way wait. */
    private static final long RUN_MS = 50_000;

    /** {@link ShellRequest.Open} without its key. */
    record Opening(
            @Nullable String name,
            @Nullable String cwd,
            @Nullable Map<String, String> env,
            @Nullable Integer rows,
            @Nullable Integer cols,
            @Nullable JobId job,
            @Nullable Integer element,
            @Nullable String node,
            @Nullable Boolean endJob) {
        /** Its record checks what it has. */
        ShellRequest.Open under(IdempotencyKey key) {
            return new ShellRequest.Open(
                    key, name, cwd, env == null ? Map.of() : env, rows, cols, job, element, node, endJob);
        }
    }

    /** {@link ShellRequest.Run} without its key and its shell. */
    record Line(
            String command,
            @Nullable Bytes stdin,
            @Nullable Boolean terminal,
            @Nullable Long timeoutMs) {}

    record Size(int rows, int cols) {}

    record Signal(SignalName signal) {}

    private final DaemonDoor door;

    ShellEndpoints(DaemonDoor door) {
        this.door = door;
    }

    Answer open(HttpCall call) throws InterruptedException {
        IdempotencyKey key = call.key();
        ShellRequest.Open request = KnownFields.read(call.text(), Opening.class, "the body", Method.SHELL_OPEN)
                .under(key);
        return door.through(call, daemon -> {
            ShellInfo opened = daemon.ask(request, ShellInfo.class);
            if (!request.isAnsweredBy(opened)) {
                Done _ = daemon.ask(new ShellRequest.Close(opened.shell()), Done.class);
                throw request.notInAJob();
            }
            return Answer.created(opened).with("Idempotency-Key", key);
        });
    }

    Answer list(HttpCall call) throws InterruptedException {
        return door.ask(call, new ShellRequest.List(), ShellList.class);
    }

    Answer run(HttpCall call) throws InterruptedException {
        IdempotencyKey key = call.key();
        Line body = KnownFields.read(call.text(), Line.class, "the body", Method.SHELL_RUN);
        long timeout = body.timeoutMs() == null ? RUN_MS : body.timeoutMs();
        if (timeout > RUN_MS) {
            throw HpcException.invalid("field \"timeoutMs\" is " + timeout + "; here it goes from 1 to " + RUN_MS
                    + ", after which the command goes on: read its output from the offset that is answered");
        }
        ShellRequest.Run request = new ShellRequest.Run(
                key, shell(call), body.command(), body.stdin(), body.terminal() != null && body.terminal(), timeout);
        return door.through(
                call,
                daemon -> Answer.ok(daemon.ask(request, ShellRunResult.class)).with("Idempotency-Key", key));
    }

    /** The body is typed as it is. */
    Answer input(HttpCall call) throws InterruptedException {
        IdempotencyKey key = call.key();
        ShellRequest.Write request = new ShellRequest.Write(key, shell(call), call.body());
        return door.tell(call, request, Done.class).with("Idempotency-Key", key);
    }

    Answer output(HttpCall call) throws InterruptedException {
        ShellId shell = shell(call);
        Long from = call.number(Waits.FROM);
        return door.through(
                call,
                daemon -> Waits.bytes(
                        daemon.ask(
                                wait -> new ShellRequest.Output(shell, from, Waits.max(call), wait),
                                LogChunk.class,
                                Waits::hasNews,
                                Waits.wait(call)),
                        from));
    }

    Answer resize(HttpCall call) throws InterruptedException {
        Size size = KnownFields.read(call.text(), Size.class, "the body", Method.SHELL_RESIZE);
        return door.tell(call, new ShellRequest.Resize(shell(call), size.rows(), size.cols()), Done.class);
    }

    Answer signal(HttpCall call) throws InterruptedException {
        Signal body = KnownFields.read(call.text(), Signal.class, "the body", Method.SHELL_SIGNAL);
        return door.tell(call, new ShellRequest.Signal(shell(call), body.signal()), Done.class);
    }

    Answer close(HttpCall call) throws InterruptedException {
        return door.tell(call, new ShellRequest.Close(shell(call)), Done.class);
    }

    private static ShellId shell(HttpCall call) {
        return Ids.shell(call.path("shell"));
    }
}
