package org.hpcdaemon.tools;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.hpcdaemon.mcp.tool.ToolAnswer;
import org.hpcdaemon.mcp.tool.ToolCall;
import org.hpcdaemon.mcp.tool.ToolResult;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.hpcdaemon.protocol.message.value.MemoryAmount;
import org.hpcdaemon.protocol.message.value.TimeLimit;
import org.hpcdaemon.tools.call.ArgumentSchema;
import org.hpcdaemon.tools.call.Arguments;
import org.hpcdaemon.tools.call.Desk;
import org.hpcdaemon.tools.call.Handle;
import org.hpcdaemon.tools.call.HpcTool;
import org.hpcdaemon.tools.view.JobView;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** {@code job_submit}: work that outlives everything but its machine, and wakes its agent. */
final class JobSubmitTool extends HpcTool {
    private static final String NAME = "job_submit";

    /** What must have become of an earlier job, before its id: {@code afterany:login1/j_…}. */
    private static final Pattern AFTER = Pattern.compile("(?:(after[a-z]*):)?(.+)");

    JobSubmitTool(Desk desk) {
        super(
                desk,
                NAME,
                "Submit a job",
                "Submits a job to the machine's scheduler (SLURM, or its own queue) and returns its id at once. The job goes on without"
                        + " you; then job_wait{ids} tells you of its end, and the wake-up stays in events until you acknowledge it."
                        + " context is given back to you with it: write down what to do next. machines{machine} shows partitions,"
                        + " GPUs and limits.",
                ADDS,
                new ArgumentSchema()
                        .text("command", "Text for bash; this or script.")
                        .text(
                                "script",
                                "A whole script with its #! line, which may have #SBATCH lines; this or command.")
                        .text("machine", "The machine; may be left out if only one is online.")
                        .text("name", "The job's name.")
                        .text("partition", "The scheduler's partition.")
                        .text("account", "The scheduler's account.")
                        .integer("nodes", 1, 100_000, "How many machines.")
                        .integer("tasks", 1, 10_000_000, "How many tasks.")
                        .integer("cpus", 1, 100_000, "Processors for each task.")
                        .text("memory", "For each node, such as 512M or 16G.")
                        .text("gpus", "Such as 2 or a100:2.")
                        .text("time", "Time limit, such as 90m, 12h or 1-12:00:00; a bare number is minutes.")
                        .text("array", "Such as 0-3 or 0-99%10: a job for each index, in SLURM_ARRAY_TASK_ID.")
                        .texts("after", "Ids of jobs to wait for; they must have succeeded, or say afterany:ID.")
                        .text("cwd", "Directory; the machine's job directory if left out.")
                        .map("env", "Variables added to the environment.")
                        .text("context", "Text that comes back to you when it ends.")
                        .text("key", "Your own name for this submission: the same call again does not submit it twice.")
                        .require(),
                always());
    }

    @Override
    protected ToolAnswer answer(Arguments given, ToolCall call) {
        if (given.text("command").isPresent() == given.text("script").isPresent()) {
            throw HpcException.invalid("give either \"command\" or \"script\"");
        }
        DaemonId machine = desk.machine(given);
        JobSpec spec = JobSpec.builder()
                .name(given.textOrNull("name"))
                .script(given.text("script").orElseGet(() -> "#!/bin/bash\n" + given.required("command") + "\n"))
                .cwd(given.textOrNull("cwd"))
                .env(given.map("env"))
                .timeLimitSeconds(given.text("time").map(JobSubmitTool::seconds).orElse(null))
                .nodes(given.intOrNull("nodes"))
                .tasks(given.intOrNull("tasks"))
                .cpus(given.intOrNull("cpus"))
                .memoryMb(given.text("memory").map(JobSubmitTool::mebibytes).orElse(null))
                .gpus(given.textOrNull("gpus"))
                .partition(given.textOrNull("partition"))
                .account(given.textOrNull("account"))
                .array(given.textOrNull("array"))
                .dependency(dependency(given.texts("after"), machine))
                .context(given.textOrNull("context"))
                .build();
        IdempotencyKey key = desk.key(given, NAME, call);
        JobInfo job = desk.session(machine).call(new JobRequest.Submit(key, spec), JobInfo.class);
        ObjectNode answer = JobView.whole(machine, job);
        answer.put(
                "wake",
                "call job_wait{ids:[\"" + JobView.id(machine, job) + "\"]}"
                        + (call.acceptsTask()
                                ? ": it becomes a background task that wakes you"
                                : ", again while it says waiting")
                        + "; the end also stays in events until you acknowledge it");
        return ToolResult.data(answer);
    }

    private static Long seconds(String text) {
        return TimeLimit.secondsOrSpan(text)
                .orElseThrow(() ->
                        HpcException.invalid("\"time\" is not a time limit: 90m, 12h, 2d, H:M:S, D-H:M:S, or minutes"));
    }

    private static Long mebibytes(String text) {
        return MemoryAmount.mebibytes(text)
                .orElseThrow(() -> HpcException.invalid("\"memory\" is not an amount: 512M, 16G, or MiB"));
    }

    private static @Nullable String dependency(List<String> after, DaemonId machine) {
        return after.isEmpty()
                ? null
                : after.stream().map(each -> dependency(each, machine)).collect(Collectors.joining(","));
    }

    private static String dependency(String text, DaemonId machine) {
        Matcher form = AFTER.matcher(text);
        if (!form.matches()) {
            throw HpcException.invalid("\"after\" has an empty id");
        }
        Handle.Job job = Handle.job(form.group(2));
        if (!job.machine().equals(machine)) {
            throw HpcException.invalid("job " + job + " is on another machine; a job waits for those of its own alone");
        }
        return (form.group(1) == null ? "afterok" : form.group(1)) + ":" + job.job();
    }
}
