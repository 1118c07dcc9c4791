package org.hpcdaemon.tools;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.hpcdaemon.mcp.tool.ToolAnswer;
import org.hpcdaemon.mcp.tool.ToolCall;
import org.hpcdaemon.mcp.tool.ToolHints;
import org.hpcdaemon.mcp.tool.ToolResult;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobList;
import org.hpcdaemon.protocol.message.job.JobState;
import org.hpcdaemon.tools.call.ArgumentSchema;
import org.hpcdaemon.tools.call.Arguments;
import org.hpcdaemon.tools.call.Budget;
import org.hpcdaemon.tools.call.Desk;
import org.hpcdaemon.tools.call.Handle;
import org.hpcdaemon.tools.call.HpcTool;
import org.hpcdaemon.tools.call.Trim;
import org.hpcdaemon.tools.view.JobView;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code job_list}: the caller's jobs on a machine, the newest first. */
final class JobListTool extends HpcTool {
    private static final int PAGE = 200;

    /** Looked through for a state that is rare: five pages, a second. */
    private static final int MAX_PAGES = 5;

    JobListTool(Desk desk) {
        super(
                desk,
                "job_list",
                "List jobs",
                "Your jobs on a machine, the newest first, also those that have ended. If more is true, ask again with after = the"
                        + " last id. To wait for one use job_wait; do not list again and again.",
                ToolHints.READS,
                new ArgumentSchema()
                        .text("machine", "The machine; may be left out if only one is online.")
                        .texts("states", "Only these, such as RUNNING or FAILED.")
                        .text("since", "Submitted since then: 2026-07-01T12:00:00Z.")
                        .integer("limit", 1, 1000, "How many (50).")
                        .text("after", "Those older than the job of this id.")
                        .require(),
                search("list my jobs queue pending running failed"));
    }

    @Override
    protected ToolAnswer answer(Arguments given, ToolCall call) {
        Optional<Handle.Job> after = given.text("after").map(Handle::job);
        DaemonId machine = after.filter(_ -> given.text("machine").isEmpty())
                .map(Handle.Job::machine)
                .orElseGet(() -> desk.machine(given));
        List<JobState> states =
                given.texts("states").stream().map(JobListTool::state).toList();
        boolean active =
                !states.isEmpty() && List.of(JobState.PENDING, JobState.RUNNING).containsAll(states);
        Instant since = given.text("since").map(JobListTool::instant).orElse(Instant.MIN);
        int limit = given.number("limit", 50);
        List<JobInfo> found = new ArrayList<>();
        @Nullable JobId last = after.map(Handle.Job::job).orElse(null);
        boolean more = true;
        for (int page = 0; more && page < MAX_PAGES && found.size() < limit; page++) {
            JobList jobs = desk.session(machine).call(new JobRequest.List(active, PAGE, last), JobList.class);
            for (JobInfo job : jobs.jobs()) {
                if (found.size() == limit) {
                    break;
                }
                last = job.job();
                if ((states.isEmpty() || states.contains(job.state()))
                        && !job.submittedAt().isBefore(since)) {
                    found.add(job);
                }
            }
            boolean whole = jobs.jobs().isEmpty() || jobs.jobs().getLast().job().equals(last);
            boolean old = !jobs.jobs().isEmpty()
                    && jobs.jobs().getLast().submittedAt().isBefore(since);
            more = !whole || (Boolean.TRUE.equals(jobs.more()) && !old);
        }
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode list = answer.putArray("jobs");
        found.forEach(job -> list.add(JobView.line(machine, job)));
        int gone = Trim.list(answer, list, Budget.DEFAULT);
        answer.put("more", more || gone > 0);
        if (more && gone == 0 && last != null) {
            answer.put("after", new Handle.Job(machine, last, null).toString());
        }
        return ToolResult.data(answer);
    }

    private static JobState state(String word) {
        return Arrays.stream(JobState.values())
                .filter(state -> state.name().equalsIgnoreCase(word))
                .findFirst()
                .orElseThrow(() -> HpcException.invalid(
                        "\"states\" has an unknown state; there are " + Arrays.toString(JobState.values())));
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw HpcException.invalid("\"since\" is not a time such as 2026-07-01T12:00:00Z");
        }
    }
}
