package org.hpcdaemon.tools;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.hpcdaemon.client.RemoteRun;
import org.hpcdaemon.mcp.tool.Task;
import org.hpcdaemon.mcp.tool.TaskProgress;
import org.hpcdaemon.mcp.tool.TaskSource;
import org.hpcdaemon.mcp.tool.ToolResult;
import org.hpcdaemon.protocol.error.Advice;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.exec.ExecInfo;
import org.hpcdaemon.protocol.message.exec.ExecState;
import org.hpcdaemon.protocol.rpc.Json;
import org.hpcdaemon.tools.call.Desk;
import org.hpcdaemon.tools.call.Handle;
import org.hpcdaemon.tools.call.TaskTarget;
import org.hpcdaemon.tools.view.JobEnds;
import org.hpcdaemon.tools.view.RunText;
import tools.jackson.databind.node.ObjectNode;

/**
 * Jobs and runs as tasks. Nothing is stored here: a task's id says what it waits for, and its machine knows how that is. To cancel a
 * task ends the waiting, never the work.
 */
final class WorkTasks implements TaskSource {
    static final long FIRST_POLL_MS = 5_000;

    /** As HTTP headers take it. */
    static final int ID_CHARS = 1024;

    /** Read by a model that has long gone on to other things. */
    private static final int RESULT_CHARS = 2_000;

    private final Desk desk;

    WorkTasks(Desk desk) {
        this.desk = desk;
    }

    @Override
    public Optional<Task> find(String id) {
        return TaskTarget.of(id).flatMap(awaited -> look(id, awaited));
    }

    private Optional<Task> look(String id, TaskTarget awaited) {
        try {
            return Optional.of(awaited.all().getFirst() instanceof Handle.Run run ? run(id, run) : jobs(id, awaited));
        } catch (HpcException e) {
            if (e.code() == ErrorCode.NOT_FOUND) {
                var _ = desk.failure(e);
                return Optional.empty();
            }
            Instant now = desk.clock().instant();
            // What passes is waited for: the work goes on, and so does the task.
            return Optional.of(
                    e.code().advice() == Advice.RETRY
                            ? task(id, new TaskProgress.Working(), "cannot be asked now: " + e.reason(), now, now)
                            : task(id, new TaskProgress.Completed(desk.failure(e)), e.reason(), now, now));
        }
    }

    private Task run(String id, Handle.Run handle) {
        RemoteRun run = desk.session(handle.machine()).run(handle.key());
        ExecInfo info = run.info();
        if (info.state() == ExecState.RUNNING) {
            return task(id, new TaskProgress.Working(), "running", info.startedAt(), info.startedAt());
        }
        ToolResult result = ToolResult.text(RunText.found(handle, run, info, RESULT_CHARS));
        Instant ended = info.endedAt() == null ? info.startedAt() : info.endedAt();
        return task(id, new TaskProgress.Completed(result), "ended", info.startedAt(), ended);
    }

    private Task jobs(String id, TaskTarget awaited) {
        List<Handle.Job> jobs =
                awaited.all().stream().map(each -> (Handle.Job) each).toList();
        JobEnds ends = JobEnds.ask(desk, jobs);
        TaskProgress status = ends.over(awaited.any())
                ? new TaskProgress.Completed(ToolResult.text(Json.write(ends.view(desk, RESULT_CHARS))))
                : new TaskProgress.Working();
        return task(id, status, ends.words(), ends.begun(), ends.changed());
    }

    private Task task(String id, TaskProgress status, String message, Instant begun, Instant changed) {
        return new Task(
                id,
                status,
                Optional.of(message),
                begun,
                changed,
                OptionalLong.empty(),
                OptionalLong.of(pollMs(Duration.between(begun, desk.clock().instant()))));
    }

    /** Who waits for a day minds a minute less than who waits for a minute minds five seconds. */
    private static long pollMs(Duration age) {
        if (age.compareTo(Duration.ofMinutes(5)) < 0) {
            return FIRST_POLL_MS;
        }
        return age.compareTo(Duration.ofHours(1)) < 0 ? 15_000 : 60_000;
    }

    /** No task of ours asks for anything. */
    @Override
    public boolean update(String id, ObjectNode inputResponses) {
        return find(id).isPresent();
    }

    @Override
    public boolean cancel(String id) {
        return find(id).isPresent();
    }
}
