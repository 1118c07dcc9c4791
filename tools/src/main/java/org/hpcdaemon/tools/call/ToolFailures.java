package org.hpcdaemon.tools.call;

import org.hpcdaemon.mcp.tool.ToolResult;
import org.hpcdaemon.protocol.error.HpcException;

/** Failures as a model reads them: the code and what happened, then one line with what to do next. */
public final class ToolFailures {
    private ToolFailures() {}

    public static ToolResult of(HpcException failure) {
        return ToolResult.failure(failure.code().wireName(), failure.reason(), advice(failure));
    }

    private static String advice(HpcException failure) {
        return switch (failure.code()) {
            case UNAUTHORIZED ->
                "Ask the user to sign in on this machine with: hpc login --url URL --email THEIR_ADDRESS. Then call again; nothing"
                        + " has to be restarted. Where a key is in this client's own configuration, it needs a new one there.";
            case UNREACHABLE ->
                "The platform does not answer from here. Call again in a minute; runs and jobs go on meanwhile. If it stays, ask"
                        + " the user to run: hpc doctor";
            case DAEMON_OFFLINE ->
                "Runs end with their machine's daemon; jobs go on. machines{} shows when it was seen last. Call again later, or"
                        + " ask the user to start it there.";
            case BUSY, RATE_LIMITED ->
                "Wait for something of yours to end, or stop{id} what you no longer need. Then call again.";
            case NOT_FOUND ->
                failure.reason().startsWith("no file ")
                        ? "Check the path: read_file of its directory lists what is there."
                        : "Use an id as it was given to you: job_list{} has your jobs, machines{} your machines.";
            case KEY_REUSED -> "Take another key, or none, if this is to be done as well.";
            case OUTCOME_UNKNOWN ->
                "It may have happened. With the same key and arguments, call again: nothing happens twice, and you get its answer."
                        + " Without a key, look at its effects before you repeat it.";
            case FROZEN ->
                "The user stopped all work of agents on that machine. Tell them; what you read there you may still read.";
            case APPROVAL_REQUIRED ->
                "Tell the user what waits for them: `hpc approvals list` shows it, and so does the machine. Once it is allowed, make the"
                        + " same call again, with the same arguments; go on with other work until then.";
            case CONFLICT -> "Read the file again, and change what is there now.";
            case SCHEDULER_UNAVAILABLE, STORAGE, MAIL_UNAVAILABLE, TIMED_OUT ->
                "Nothing was lost. Call again in a minute, with the same arguments.";
            case ENDED, INTERNAL -> "Calling again will not help: tell the user.";
            case METHOD_NOT_FOUND -> "The daemon on that machine is older than this tool: ask the user to update it.";
            case PARSE_ERROR,
                    INVALID_REQUEST,
                    INVALID_PARAMS,
                    SCHEDULER_REFUSED,
                    NOT_ALLOWED,
                    TOO_LARGE,
                    NO_PROGRAM,
                    NOT_EXECUTABLE -> "Correct what the message names, then call again.";
        };
    }
}
