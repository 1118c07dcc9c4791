package org.hpcdaemon.tools;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.mcp.tool.Task;
import org.hpcdaemon.mcp.tool.TaskProgress;
import org.hpcdaemon.mcp.tool.ToolAnswer;
import org.hpcdaemon.mcp.tool.ToolCall;
import org.hpcdaemon.mcp.tool.ToolResult;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.exec.ExecResult;
import org.hpcdaemon.protocol.message.value.Bytes;
import org.hpcdaemon.tools.call.ArgumentSchema;
import org.hpcdaemon.tools.call.Arguments;
import org.hpcdaemon.tools.call.Budget;
import org.hpcdaemon.tools.call.Desk;
import org.hpcdaemon.tools.call.Handle;
import org.hpcdaemon.tools.call.HpcTool;
import org.hpcdaemon.tools.call.Waiting;
import org.hpcdaemon.tools.view.RunText;

/** {@code run}: a bash script, waited for as long as a call may take; then it goes on. */
final class RunTool extends HpcTool {
    private static final String NAME = "run";

    /** For a daemon that is back, or no longer busy, after a while; beside the time that a call may wait it stays below two minutes. */
    private static final Duration BEGIN_TIMEOUT = Duration.ofSeconds(30);

    RunTool(Desk desk) {
        super(
                desk,
                NAME,
                "Run a command",
                "Runs a bash script on a machine (bash -c, verbatim, several lines allowed) and returns its exit code, stdout and"
                        + " stderr. If it lasts longer than wait_s it goes on and you get its id: output{id} reads on, stop{id} ends it."
                        + " Giving up the call does not end it. For work of hours, or on compute nodes, use job_submit. "
                        + DATA,
                CHANGES,
                new ArgumentSchema()
                        .text("command", "Text for bash -c.")
                        .text("machine", "The machine; may be left out if only one is online.")
                        .text("job", "Id of a RUNNING job of yours (SLURM): run it there, on the job's node and GPUs.")
                        .text("cwd", "Directory; the machine's working directory, or the job's, if left out.")
                        .map("env", "Variables added to the environment.")
                        .text("stdin", "What it reads; nothing if left out.")
                        .integer("wait_s", 0, Waiting.MAX_S, "Seconds to wait for its end (50).")
                        .integer("max_output", 200, Budget.MAX, "Characters of output to return (8000).")
                        .text(
                                "key",
                                "Your own name for this run, such as build-7: the same call again does not run it twice.")
                        .require("command"),
                always());
    }

    @Override
    protected ToolAnswer answer(Arguments given, ToolCall call) throws InterruptedException {
        Waiting waiting = new Waiting(call, given.number("wait_s", Waiting.MAX_S));
        int most = Budget.of(given);
        Optional<Handle.Job> job = given.text("job").map(Handle::job);
        DaemonId machine = desk.machine(given, job);
        IdempotencyKey key = desk.key(given, NAME, call);
        Handle.Run id = new Handle.Run(machine, key);
        DaemonSession session = desk.session(machine);
        CompletableFuture<ExecResult> end = session.start(new ExecRequest.Run(
                key,
                List.of(),
                given.required("command"),
                given.textOrNull("cwd"),
                given.map("env"),
                given.text("stdin").map(Bytes::utf8).orElse(null),
                null,
                null,
                job.map(Handle.Job::job).orElse(null),
                job.map(Handle.Job::element).orElse(null),
                null));
        Optional<ExecResult> result = waiting.await(end, "running");
        if (result.isEmpty()) {
            session.run(key).awaitBegun(end, BEGIN_TIMEOUT);
            result = waiting.await(end, "running");
        }
        if (result.isPresent()) {
            return ToolResult.text(RunText.ended(id, result.get(), most));
        }
        end.cancel(false); // It is found by its key: nothing of it has to be held here.
        if (call.acceptsTask()) {
            Instant now = desk.clock().instant();
            return new Task(
                    id.toString(),
                    new TaskProgress.Working(),
                    Optional.of("running"),
                    now,
                    now,
                    OptionalLong.empty(),
                    OptionalLong.of(WorkTasks.FIRST_POLL_MS));
        }
        return ToolResult.text("running · " + waiting.waited().toSeconds() + " s · " + id
                + " — output{id} to go on, stop{id} to end\n" + RunText.kept(id, session.run(key), most));
    }
}
