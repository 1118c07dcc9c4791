package org.hpcdaemon.platform.api;

import static org.hpcdaemon.platform.http.route.CallerRule.PERSON_OR_AGENT;

import java.util.List;
import java.util.stream.Stream;
import org.hpcdaemon.platform.http.route.Body;
import org.hpcdaemon.platform.http.route.HttpRoute;
import org.hpcdaemon.platform.http.route.Shape;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.message.approval.ApprovalInfo;
import org.hpcdaemon.protocol.message.approval.ApprovalList;
import org.hpcdaemon.protocol.message.budget.BudgetList;
import org.hpcdaemon.protocol.message.exec.ExecInfo;
import org.hpcdaemon.protocol.message.exec.ExecList;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobList;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.hpcdaemon.protocol.message.machine.ClusterInfo;
import org.hpcdaemon.protocol.message.machine.DaemonInfo;
import org.hpcdaemon.protocol.message.recording.RecordingList;
import org.hpcdaemon.protocol.message.shell.ShellInfo;
import org.hpcdaemon.protocol.message.shell.ShellList;
import org.hpcdaemon.protocol.message.shell.ShellRunResult;

/** What the platform asks one daemon, on behalf of an agent or of the account owner: all below {@code /hpc/daemons/{daemon}/}. */
final class MachineRoutes {
    private static final String BOX = "/hpc/daemons/{daemon}";

    /** Piece of output: bytes as they are, and where they stand. */
    private static final Shape BYTES = new Shape(
            200, null, "application/octet-stream", List.of("Hpc-Offset", "Hpc-Next", "Hpc-Size", "Hpc-Gap", "Hpc-End"));

    private MachineRoutes() {}

    /** @param door to the daemons */
    static List<HttpRoute> of(DaemonDoor door) {
        return Stream.of(
                        machine(new MachineEndpoints(door)),
                        commands(new CommandEndpoints(door)),
                        jobs(new JobEndpoints(door)),
                        shells(new ShellEndpoints(door)),
                        approvals(new ApprovalEndpoints(door)),
                        recordings(new RecordingEndpoints(door)))
                .flatMap(List::stream)
                .toList();
    }

    private static List<HttpRoute> machine(MachineEndpoints machine) {
        return List.of(
                HttpRoute.get(BOX + "/info", PERSON_OR_AGENT, machine::info)
                        .strictly()
                        .says("The daemon's version, limits, sandbox, and guidance for its machine.")
                        .answers(200, DaemonInfo.class),
                HttpRoute.get(BOX + "/cluster", PERSON_OR_AGENT, machine::cluster)
                        .strictly()
                        .says("Partitions, nodes, GPUs, accounts and queue, with the time of the answer.")
                        .answers(200, ClusterInfo.class),
                HttpRoute.get(BOX + "/budgets", PERSON_OR_AGENT, machine::budgets)
                        .strictly()
                        .says("What the machine's policy lets your jobs use, and what they have used.")
                        .answers(200, BudgetList.class));
    }

    private static List<HttpRoute> commands(CommandEndpoints commands) {
        return List.of(
                HttpRoute.post(BOX + "/exec", PERSON_OR_AGENT, commands::run)
                        .strictly()
                        .once()
                        .says(
                                "Runs a command; 202 if it has not ended after the wait: ask again with the same key and body, or"
                                        + " under runs.")
                        .takes(Waits.WAIT)
                        .reads(new Body.Json(CommandEndpoints.Command.class, HttpRoute.LARGE_BODY_BYTES, true))
                        .answers(200, CommandEndpoints.Outcome.class)
                        .answers(202, CommandEndpoints.Outcome.class),
                HttpRoute.get(BOX + "/runs", PERSON_OR_AGENT, commands::list)
                        .strictly()
                        .says("The agent's commands, newest first; known for 24 h after their end.")
                        .takes(CommandEndpoints.ACTIVE, CommandEndpoints.LIMIT, CommandEndpoints.AFTER)
                        .answers(200, ExecList.class),
                HttpRoute.get(BOX + "/runs/{run}", PERSON_OR_AGENT, commands::status)
                        .strictly()
                        .says("The state of the command with that key; with wait, once it has ended.")
                        .takes(Waits.WAIT)
                        .answers(200, ExecInfo.class),
                HttpRoute.get(BOX + "/runs/{run}/output", PERSON_OR_AGENT, commands::output)
                        .strictly()
                        .says("A piece of what a command printed, also while it runs.")
                        .takes(CommandEndpoints.STREAM, Waits.FROM, Waits.MAX, Waits.WAIT)
                        .answers(BYTES),
                HttpRoute.post(BOX + "/runs/{run}/cancel", PERSON_OR_AGENT, commands::cancel)
                        .strictly()
                        .says(
                                "Ends a command and everything it started: TERM, then KILL. Succeeds also if it has ended.")
                        .answersDone());
    }

    private static List<HttpRoute> jobs(JobEndpoints jobs) {
        return List.of(
                HttpRoute.post(BOX + "/jobs", PERSON_OR_AGENT, jobs::submit)
                        .strictly()
                        .once()
                        .says("Submits a job; its end becomes a wake-up.")
                        .reads(new Body.Json(JobSpec.class, HttpRoute.LARGE_BODY_BYTES, true))
                        .answers(201, JobInfo.class),
                HttpRoute.get(BOX + "/jobs", PERSON_OR_AGENT, jobs::list)
                        .strictly()
                        .says("The agent's jobs, newest first.")
                        .takes(CommandEndpoints.ACTIVE, CommandEndpoints.LIMIT, CommandEndpoints.AFTER)
                        .answers(200, JobList.class),
                HttpRoute.get(BOX + "/jobs/{job}", PERSON_OR_AGENT, jobs::status)
                        .strictly()
                        .says("A job's state; with wait, once it has ended.")
                        .takes(Waits.WAIT, JobEndpoints.ELEMENT)
                        .answers(200, JobInfo.class),
                HttpRoute.get(BOX + "/jobs/{job}/elements", PERSON_OR_AGENT, jobs::elements)
                        .strictly()
                        .says("Each element of an array of jobs.")
                        .takes(JobEndpoints.FIRST, CommandEndpoints.LIMIT)
                        .answers(200, JobList.class),
                HttpRoute.get(BOX + "/jobs/{job}/logs", PERSON_OR_AGENT, jobs::logs)
                        .strictly()
                        .says("A piece of a job's log, also while it runs.")
                        .takes(CommandEndpoints.STREAM, Waits.FROM, Waits.MAX, JobEndpoints.ELEMENT, Waits.WAIT)
                        .answers(BYTES),
                HttpRoute.post(BOX + "/jobs/{job}/cancel", PERSON_OR_AGENT, jobs::cancel)
                        .strictly()
                        .says("Asks a job to end; the answer is from before its end.")
                        .takes(JobEndpoints.ELEMENT)
                        .answers(200, JobInfo.class),
                HttpRoute.delete(BOX + "/jobs/{job}", PERSON_OR_AGENT, jobs::remove)
                        .strictly()
                        .says("Forgets a job that has ended, with its logs.")
                        .answersDone());
    }

    private static List<HttpRoute> shells(ShellEndpoints shells) {
        return List.of(
                HttpRoute.post(BOX + "/shells", PERSON_OR_AGENT, shells::open)
                        .strictly()
                        .once()
                        .says("Opens a live shell, which outlives connections.")
                        .reads(new Body.Json(ShellEndpoints.Opening.class, HttpRoute.BODY_BYTES, true))
                        .answers(201, ShellInfo.class),
                HttpRoute.get(BOX + "/shells", PERSON_OR_AGENT, shells::list)
                        .strictly()
                        .says("The agent's shells, oldest first.")
                        .answers(200, ShellList.class),
                HttpRoute.post(BOX + "/shells/{shell}/run", PERSON_OR_AGENT, shells::run)
                        .strictly()
                        .once()
                        .says(
                                "Runs a command in the shell, so that what it changes there persists; after timeoutMs it goes on.")
                        .reads(new Body.Json(ShellEndpoints.Line.class, HttpRoute.LARGE_BODY_BYTES, true))
                        .answers(200, ShellRunResult.class),
                HttpRoute.post(BOX + "/shells/{shell}/input", PERSON_OR_AGENT, shells::input)
                        .strictly()
                        .once()
                        .says("Types the body's bytes as they are.")
                        .reads(new Body.Raw(Limits.COMMAND_BYTES))
                        .answersDone(),
                HttpRoute.get(BOX + "/shells/{shell}/output", PERSON_OR_AGENT, shells::output)
                        .strictly()
                        .says("A piece of what the shell printed.")
                        .takes(Waits.FROM, Waits.MAX, Waits.WAIT)
                        .answers(BYTES),
                HttpRoute.post(BOX + "/shells/{shell}/resize", PERSON_OR_AGENT, shells::resize)
                        .strictly()
                        .says("Sets the terminal's size, in character cells.")
                        .reads(new Body.Json(ShellEndpoints.Size.class, HttpRoute.BODY_BYTES, true))
                        .answersDone(),
                HttpRoute.post(BOX + "/shells/{shell}/signal", PERSON_OR_AGENT, shells::signal)
                        .strictly()
                        .says("Sends a signal to what runs in the foreground.")
                        .reads(new Body.Json(ShellEndpoints.Signal.class, HttpRoute.BODY_BYTES, true))
                        .answersDone(),
                HttpRoute.delete(BOX + "/shells/{shell}", PERSON_OR_AGENT, shells::close)
                        .strictly()
                        .says("Ends a shell and everything that was started in it.")
                        .answersDone());
    }

    private static List<HttpRoute> approvals(ApprovalEndpoints approvals) {
        return List.of(
                HttpRoute.get(BOX + "/approvals", PERSON_OR_AGENT, approvals::list)
                        .strictly()
                        .says("Requests that wait for the account owner's permission: an agent's own, or all of them.")
                        .takes(ApprovalEndpoints.DECIDED)
                        .answers(200, ApprovalList.class),
                HttpRoute.get(BOX + "/approvals/{approval}", PERSON_OR_AGENT, approvals::get)
                        .strictly()
                        .says("One of them, with the request itself.")
                        .answers(200, ApprovalInfo.class),
                HttpRoute.post(BOX + "/approvals/{approval}/decision", PERSON_OR_AGENT, approvals::decide)
                        .strictly()
                        .says("The account owner's decision, signed; the daemon checks the signature.")
                        .reads(new Body.Json(ApprovalEndpoints.Decision.class, HttpRoute.BODY_BYTES, true))
                        .answers(200, ApprovalInfo.class));
    }

    private static List<HttpRoute> recordings(RecordingEndpoints recordings) {
        return List.of(
                HttpRoute.get(BOX + "/recordings", PERSON_OR_AGENT, recordings::list)
                        .strictly()
                        .says("What shells and commands printed, as it was recorded; for the account owner alone.")
                        .takes(
                                RecordingEndpoints.AGENT,
                                RecordingEndpoints.KIND,
                                RecordingEndpoints.SINCE,
                                RecordingEndpoints.UNTIL,
                                CommandEndpoints.LIMIT,
                                CommandEndpoints.AFTER)
                        .answers(200, RecordingList.class),
                HttpRoute.get(BOX + "/recordings/{recording}", PERSON_OR_AGENT, recordings::read)
                        .strictly()
                        .says("A piece of one, in the format asciicast v2.")
                        .takes(RecordingEndpoints.FROM, Waits.MAX)
                        .answers(BYTES));
    }
}
