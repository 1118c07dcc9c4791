package org.hpcdaemon.tools;

import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.mcp.tool.ToolAnswer;
import org.hpcdaemon.mcp.tool.ToolCall;
import org.hpcdaemon.mcp.tool.ToolHints;
import org.hpcdaemon.mcp.tool.ToolResult;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.exec.ExecInfo;
import org.hpcdaemon.protocol.message.exec.ExecResult;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobList;
import org.hpcdaemon.protocol.message.shell.ShellInfo;
import org.hpcdaemon.tools.call.ArgumentSchema;
import org.hpcdaemon.tools.call.Arguments;
import org.hpcdaemon.tools.call.Budget;
import org.hpcdaemon.tools.call.Desk;
import org.hpcdaemon.tools.call.Handle;
import org.hpcdaemon.tools.call.HpcTool;
import org.hpcdaemon.tools.call.Trim;
import org.hpcdaemon.tools.view.JobView;
import org.hpcdaemon.tools.view.RunText;
import org.hpcdaemon.tools.view.Terminal;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code status}: how a run, a shell or a job is now. */
final class StatusTool extends HpcTool {
    StatusTool(Desk desk) {
        super(
                desk,
                "status",
                "State of a run, shell or job",
                "State of a run, shell or job by its id: whether it runs, how it ended, why it waits. Of an array of jobs, with"
                        + " elements, each element too. To wait for a job's end use job_wait; do not ask again and again.",
                ToolHints.READS,
                new ArgumentSchema()
                        .text("id", "Id of a run, shell or job, or of one element of an array: login1/j_0123abcd[3].")
                        .flag("elements", "For an array: each element too.")
                        .integer("from", 0, 4_000_000, "First element wanted (0).")
                        .require("id"),
                search("state progress exit code of a job, run or shell"));
    }

    @Override
    protected ToolAnswer answer(Arguments given, ToolCall call) {
        Handle handle = Handle.of(given.required("id"));
        DaemonSession session = desk.session(handle.machine());
        return ToolResult.data(
                switch (handle) {
                    case Handle.Run run -> run(run, session.run(run.key()).info());
                    case Handle.Shell shell -> shell(shell, Terminal.info(session, shell.shell()));
                    case Handle.Job job -> {
                        JobInfo info = session.call(new JobRequest.Status(job.job(), job.element()), JobInfo.class);
                        ObjectNode view = JobView.whole(job.machine(), info);
                        if (given.flag("elements")) {
                            elements(session, job, view, given.intOrNull("from"));
                        }
                        yield view;
                    }
                });
    }

    private static void elements(DaemonSession session, Handle.Job job, ObjectNode view, @Nullable Integer from) {
        JobList list = session.call(new JobRequest.Elements(job.job(), from, 1000), JobList.class);
        ArrayNode elements = view.putArray("elements");
        list.jobs().forEach(each -> elements.add(JobView.line(job.machine(), each)));
        int gone = Trim.list(view, elements, Budget.DEFAULT);
        if (gone > 0 || Boolean.TRUE.equals(list.more())) {
            Integer next =
                    list.jobs().get(list.jobs().size() - Math.max(gone, 1)).element();
            view.put("nextFrom", next == null ? 0 : gone > 0 ? next : next + 1);
        }
    }

    private static ObjectNode run(Handle.Run run, ExecInfo info) {
        ObjectNode view = JsonNodeFactory.instance
                .objectNode()
                .put("id", run.toString())
                .put("state", info.state().name())
                .put("command", info.command())
                .put("startedAt", info.startedAt().toString());
        if (info.endedAt() != null) {
            view.put("endedAt", info.endedAt().toString());
        }
        ExecResult result = info.result();
        if (result != null) {
            view.put("how", RunText.how(result)).put("durationMs", result.durationMs());
            if (result.exitCode() != null) {
                view.put("exitCode", result.exitCode());
            }
        }
        if (info.message() != null) {
            view.put("message", info.message());
        }
        if (info.stdoutBytes() != null && info.stderrBytes() != null) {
            view.put("stdoutBytes", info.stdoutBytes()).put("stderrBytes", info.stderrBytes());
        }
        return view;
    }

    private static ObjectNode shell(Handle.Shell shell, ShellInfo info) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", shell.toString())
                .put("state", "open")
                .put("openedAt", info.openedAt().toString())
                .put("commandRunning", info.running())
                .put("outputFrom", info.oldest())
                .put("outputTo", info.end());
    }
}
