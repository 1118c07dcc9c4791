package org.hpcdaemon.tools;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.hpcdaemon.mcp.tool.Task;
import org.hpcdaemon.mcp.tool.TaskProgress;
import org.hpcdaemon.mcp.tool.ToolAnswer;
import org.hpcdaemon.mcp.tool.ToolCall;
import org.hpcdaemon.mcp.tool.ToolHints;
import org.hpcdaemon.mcp.tool.ToolResult;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.tools.call.ArgumentSchema;
import org.hpcdaemon.tools.call.Arguments;
import org.hpcdaemon.tools.call.Budget;
import org.hpcdaemon.tools.call.Desk;
import org.hpcdaemon.tools.call.Handle;
import org.hpcdaemon.tools.call.HpcTool;
import org.hpcdaemon.tools.call.TaskTarget;
import org.hpcdaemon.tools.call.Waiting;
import org.hpcdaemon.tools.view.JobEnds;

/** {@code job_wait}: a background task where the client can, else a wait of a minute at a time. */
final class JobWaitTool extends HpcTool {
    /** A task's id goes through an HTTP header. */
    private static final int MAX_JOBS = 50;

    /** A question about one job costs the daemon a row; a second is too short to notice, or five for fifty jobs. */
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);

    private static final Duration MORE_FOR_EACH = Duration.ofMillis(80);

    JobWaitTool(Desk desk) {
        super(
                desk,
                "job_wait",
                "Wait for jobs",
                "Waits for jobs to end. Where your client can, it becomes a background task at once: go on with other work or end your"
                        + " turn, and you are woken when they have ended. Elsewhere it answers after wait_s with those that ended and"
                        + " those it still waits for: call it again. Giving up the wait does not end a job. " + DATA,
                ToolHints.READS,
                new ArgumentSchema()
                        .texts("ids", "Of the jobs.")
                        .integer("wait_s", 0, Waiting.MAX_S, "Seconds to wait in this call (50).")
                        .flag("any", "Return once one of them has ended.")
                        .require("ids"),
                always());
    }

    @Override
    protected ToolAnswer answer(Arguments given, ToolCall call) throws InterruptedException {
        List<Handle.Job> jobs =
                given.texts("ids").stream().map(Handle::job).distinct().toList();
        if (jobs.isEmpty() || jobs.size() > MAX_JOBS) {
            throw HpcException.invalid("\"ids\" has 1 to " + MAX_JOBS + " ids");
        }
        boolean any = given.flag("any");
        JobEnds ends = JobEnds.ask(desk, jobs);
        String id = new TaskTarget(any, List.copyOf(jobs)).toString();
        if (!ends.over(any) && call.acceptsTask() && id.length() <= WorkTasks.ID_CHARS) {
            return new Task(
                    id,
                    new TaskProgress.Working(),
                    Optional.of(ends.words()),
                    ends.begun(),
                    ends.changed(),
                    OptionalLong.empty(),
                    OptionalLong.of(WorkTasks.FIRST_POLL_MS));
        }
        Waiting waiting = new Waiting(call, given.number("wait_s", Waiting.MAX_S));
        Duration every = POLL_INTERVAL.plus(MORE_FOR_EACH.multipliedBy(jobs.size() - 1L));
        Duration told = Duration.ZERO;
        while (!ends.over(any) && !waiting.step().isZero()) {
            Duration pause = waiting.step().compareTo(every) < 0 ? waiting.step() : every;
            var _ = new CountDownLatch(1).await(pause.toMillis(), TimeUnit.MILLISECONDS);
            ends = JobEnds.ask(desk, jobs);
            if (waiting.waited().minus(told).compareTo(Waiting.STEP) >= 0) {
                told = waiting.waited();
                waiting.tell(ends.words());
            }
        }
        return ToolResult.data(ends.view(desk, Budget.DEFAULT));
    }
}
