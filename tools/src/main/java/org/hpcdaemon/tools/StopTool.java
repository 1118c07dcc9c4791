package org.hpcdaemon.tools;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.RemoteRun;
import org.hpcdaemon.mcp.tool.ToolAnswer;
import org.hpcdaemon.mcp.tool.ToolCall;
import org.hpcdaemon.mcp.tool.ToolHints;
import org.hpcdaemon.mcp.tool.ToolResult;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.value.SignalName;
import org.hpcdaemon.tools.call.ArgumentSchema;
import org.hpcdaemon.tools.call.Arguments;
import org.hpcdaemon.tools.call.Desk;
import org.hpcdaemon.tools.call.Handle;
import org.hpcdaemon.tools.call.HpcTool;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code stop}: ends a run, a shell or a job with all that it started, or sends a signal to what a shell runs. */
final class StopTool extends HpcTool {
    private static final List<String> SIGNALS =
            Arrays.stream(SignalName.values()).map(Enum::name).toList();

    StopTool(Desk desk) {
        super(
                desk,
                "stop",
                "Stop a run, shell or job",
                "Ends a run, a shell or a job with everything it started (TERM, then KILL). With signal, a shell stays open and what"
                        + " runs in its foreground gets that signal, as INT for Ctrl-C. What has ended stays as it is.",
                new ToolHints(false, true, true),
                new ArgumentSchema()
                        .text("id", "Of a run, shell or job.")
                        .choice(
                                "signal",
                                SIGNALS,
                                "Of a shell: for its foreground process; left out, the shell itself is ended.")
                        .require("id"),
                search("cancel kill end abort a job, run or shell"));
    }

    @Override
    protected ToolAnswer answer(Arguments given, ToolCall call) {
        Handle handle = Handle.of(given.required("id"));
        DaemonSession session = desk.session(handle.machine());
        Optional<SignalName> signal = given.text("signal").map(SignalName::valueOf);
        ObjectNode answer = JsonNodeFactory.instance.objectNode().put("id", handle.toString());
        switch (handle) {
            case Handle.Run run -> {
                onlyTerm(signal);
                RemoteRun command = session.run(run.key());
                command.cancel();
                answer.put("state", command.info().state().name());
            }
            case Handle.Job job -> {
                onlyTerm(signal);
                JobInfo info = session.call(new JobRequest.Cancel(job.job(), job.element()), JobInfo.class);
                answer.put("state", info.state().name());
                if (Boolean.TRUE.equals(info.cancelling())) {
                    answer.put("cancelling", true);
                }
            }
            case Handle.Shell shell -> {
                if (signal.isPresent()) {
                    session.shell(shell.shell()).signal(signal.get());
                    answer.put("state", "open").put("signal", signal.get().name());
                } else {
                    session.shell(shell.shell()).close();
                    answer.put("state", "ended");
                }
            }
        }
        return ToolResult.data(answer);
    }

    private static void onlyTerm(Optional<SignalName> signal) {
        if (signal.filter(each -> each != SignalName.TERM).isPresent()) {
            throw HpcException.invalid(
                    "\"signal\" is for shells: a run or a job is ended with TERM, then KILL; leave it out");
        }
    }
}
