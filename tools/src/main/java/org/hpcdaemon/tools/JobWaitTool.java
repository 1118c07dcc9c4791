package org.hpcdaemon.tools;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.hpcdaemon.mcp.tool.Task;
import org.hpcdaemon.mcp.tool.TaskStatus;
import org.hpcdaemon.mcp.tool.ToolAnswer;
import org.hpcdaemon.mcp.tool.ToolCall;
import org.hpcdaemon.mcp.tool.ToolHints;
import org.hpcdaemon.mcp.tool.ToolResult;
import org.hpcdaemon.protocol.error.HpcException;

/** {@code job_wait}: a background task where the client can, else a wait of a minute at a time. */
final class JobWaitTool extends HpcTool {
    /** A task's id goes through an HTTP header. */
    private static final int MOST_JOBS = 50;

    /** A question costs the daemon a row; nobody notices a second. */
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    JobWaitTool(Desk desk) {
        super(
                desk,
                "job_wait",
                "Wait for jobs",
                "Waits for jobs to end. Where your client can, it becomes a background task at once: go on with other work or end your"
                        + " turn, and you are woken when they have ended. Elsewhere it answers after wait_s with those that ended and"
                        + " those it still waits for: call it again. Giving up the wait does not end a job. " + DATA,
                ToolHints.READS,
                new Schema()
                        .texts("ids", "Of the jobs.")
                        .integer("wait_s", 0, Waiting.MOST_S, "Seconds to wait in this call (50).")
                        .flag("any", "One that ends is enough.")
                        .require("ids"),
                always());
    }

    @Override
    ToolAnswer answer(Given given, ToolCall call) throws InterruptedException {
        List<Handle.Job> jobs =
                given.texts("ids").stream().map(Handle::job).distinct().toList();
        if (jobs.isEmpty() || jobs.size() > MOST_JOBS) {
            throw HpcException.invalid("\"ids\" has 1 to " + MOST_JOBS + " ids");
        }
        boolean any = given.flag("any");
        JobEnds ends = JobEnds.ask(desk, jobs);
        String id = new Awaited(any, List.copyOf(jobs)).toString();
        if (!ends.over(any) && call.acceptsTask() && id.length() <= WorkTasks.ID_CHARS) {
            return new Task(
                    id,
                    new TaskStatus.Working(),
                    Optional.of(ends.words()),
                    ends.begun(),
                    ends.changed(),
                    OptionalLong.empty(),
                    OptionalLong.of(WorkTasks.FIRST_POLL_MS));
        }
        Waiting waiting = new Waiting(call, given.number("wait_s", Waiting.MOST_S));
        Duration told = Duration.ZERO;
        while (!ends.over(any) && !waiting.step().isZero()) {
            Duration pause = waiting.step().compareTo(LOOK_EVERY) < 0 ? waiting.step() : LOOK_EVERY;
            var _ = new CountDownLatch(1).await(pause.toMillis(), TimeUnit.MILLISECONDS);
            ends = JobEnds.ask(desk, jobs);
            if (waiting.waited().minus(told).compareTo(Waiting.STEP) >= 0) {
                told = waiting.waited();
                waiting.tell(ends.words());
            }
        }
        return ToolResult.data(ends.view(desk, Budget.USUAL));
    }
}
