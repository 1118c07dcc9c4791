package org.hpcdaemon.agent.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.hpcdaemon.agent.cli.job.JobExit;
import org.hpcdaemon.agent.cli.job.Mebibytes;
import org.hpcdaemon.agent.cli.job.TimeLimits;
import org.hpcdaemon.agent.cli.shared.Durations;
import org.hpcdaemon.agent.cli.shared.RemoteExit;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobState;
import org.hpcdaemon.protocol.rpc.Json;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.OptionSpec;

/** What {@code docs/reference.md} says for agents, made from the program: states from the enum, codes from the constants, units by parsing. */
final class AgentReference {
    static final String TITLE = "## For agents: states, exit codes and units of hpc\n";

    private static final String TIMES = "`500ms`, `60s`, `90m`, `12h`, `2d`";
    private static final String LIMITS =
            "`MM:SS`, `HH:MM:SS`, `D-HH`, `D-HH:MM`, `D-HH:MM:SS`, `60s`, `90m`, `12h`, `2d`";

    private final StringBuilder page = new StringBuilder();

    private AgentReference() {}

    static String of(CommandLine hpc) {
        AgentReference reference = new AgentReference();
        reference.page.append(TITLE);
        reference.states();
        reference.codes();
        reference.units(hpc);
        return reference.page.toString();
    }

    private void states() {
        page.append("""

                Job states, and the exit code of `hpc job wait` and `hpc job submit --wait` for each; only COMPLETED is a success, whatever
                the job itself exited with.

                | state | over | exit code | meaning |
                |---|---|---|---|
                """);
        for (JobState state : JobState.values()) {
            row("`" + state + "`", over(state), waited(state), meaning(state));
        }
        page.append("""

                A job that was asked to end reads `cancelling` until it is over; its JSON has `"cancelling": true` beside the state.
                """);
    }

    private static String over(JobState state) {
        return state == JobState.UNKNOWN ? "with an `endedAt`" : state.terminal() ? "yes" : "no";
    }

    private static String waited(JobState state) {
        return switch (state) {
            case PENDING, RUNNING -> code(state) + " after `--timeout`";
            case FAILED -> "the job's own; 128+n for signal n; else " + code(state);
            case COMPLETED, CANCELLED, TIMEOUT, OUT_OF_MEMORY, NODE_FAIL, PREEMPTED, LOST, UNKNOWN ->
                Integer.toString(code(state));
        };
    }

    /** Of a job that ended in that state and exited with 0. */
    private static int code(JobState state) {
        String ended = state.finished(Instant.EPOCH) ? ",\"endedAt\":\"2026-01-02T03:04:09Z\"" : "";
        return JobExit.of(Json.read("""
                {"job":"j_0123456789","state":"%s","exitCode":0,"attempt":1,"scheduler":"slurm",
                 "submittedAt":"2026-01-02T03:04:05Z"%s}
                """.formatted(state, ended), JobInfo.class));
    }

    private static String meaning(JobState state) {
        return switch (state) {
            case PENDING -> "waits for its turn, or for what it depends on";
            case RUNNING -> "runs";
            case COMPLETED -> "exited with 0, and the scheduler agrees";
            case FAILED -> "exited with another code, or was ended by a signal";
            case CANCELLED -> "was cancelled";
            case TIMEOUT -> "reached its time limit";
            case OUT_OF_MEMORY -> "used more memory than it asked for";
            case NODE_FAIL -> "its node failed";
            case PREEMPTED -> "gave way to another job";
            case LOST -> "can no longer be running, and left no evidence of how it ended";
            case UNKNOWN -> "nothing reports its state; over if no source can report it any longer";
        };
    }

    private void codes() {
        page.append("""

                Exit codes of `hpc`, `hpc-daemon` and `hpc-platform`. Verbs that pass on an exit code have their own failures apart: `exec`, `shell`, `rsh` and `sftp`
                end with 125 instead of 1 to 4 when nothing was started.

                | code | all other verbs | `hpc job wait`, `hpc job submit --wait` |
                |---|---|---|
                """);
        row(ExitCodes.OK, "done", "the job COMPLETED");
        row(ExitCodes.FAILED, "failed", "the job FAILED without a code, NODE_FAIL, LOST, UNKNOWN");
        row(ExitCodes.USAGE, "wrong usage or input", "the job's own");
        row(
                ExitCodes.UNREACHABLE,
                "platform or daemon cannot be reached; `hpc-platform start`: out of memory",
                "the job's own");
        row(ExitCodes.NOT_ALLOWED, "not signed in, or not allowed", "the job's own");
        row(
                RemoteExit.TIMED_OUT,
                "`hpc exec`, `hpc shell`: `--timeout` is over; `hpc approvals wait`: still undecided",
                "TIMEOUT");
        row(
                ExitCodes.NOT_STARTED,
                "`hpc exec`, `shell`, `rsh` and `sftp`: hpc failed, nothing was started",
                "hpc itself failed; the job may go on");
        row(JobExit.STILL_RUNNING, "`hpc exec`: not executable", "still running after `--timeout`");
        row(ExitCodes.NO_PROGRAM, "`hpc exec`: no such program", "the job's own");
        row(JobExit.OUT_OF_MEMORY, "as for 128+n", "OUT_OF_MEMORY, or a FAILED job ended by KILL");
        row(ExitCodes.READER_LEFT, "the reader of the output has left", "the same");
        row(JobExit.TERMINATED, "as for 128+n", "CANCELLED, PREEMPTED, or a FAILED job ended by TERM");
        row(RemoteExit.SIGNAL + "+n", "`hpc exec`, `hpc shell`: ended by signal n", "FAILED: ended by signal n");
        row(
                ExitCodes.OUTCOME_UNKNOWN,
                "sent, and may have been done; ask again with the same `--key`",
                "the job's own");
    }

    private void units(CommandLine hpc) {
        page.append("""

                What a bare number means to the options that take a time or a size, and other forms they take.

                | option | a bare 90 is | also |
                |---|---|---|
                """);
        List<String> rows = new ArrayList<>();
        options(hpc, rows);
        new TreeSet<>(rows).forEach(page::append);
    }

    private static void options(CommandLine verb, List<String> rows) {
        for (OptionSpec option : verb.getCommandSpec().options()) {
            for (ITypeConverter<?> converter : option.converters()) {
                String name = "`" + verb.getCommandSpec().qualifiedName() + " " + option.longestName() + "`";
                if (converter instanceof TimeLimits || converter instanceof Durations) {
                    rows.add(cells(name, bare(converter), converter instanceof TimeLimits ? LIMITS : TIMES));
                } else if (converter instanceof Mebibytes) {
                    rows.add(cells(name, bare(converter), "`512M`, `4G`, `1T`"));
                }
            }
        }
        verb.getSubcommands().values().forEach(below -> options(below, rows));
    }

    private static String bare(ITypeConverter<?> converter) {
        try {
            Object read = converter.convert("90");
            if (read instanceof Duration time) {
                return time.equals(Duration.ofMinutes(90)) ? "90 minutes" : time.toSeconds() + " seconds";
            }
            return read + " MiB";
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void row(Object... cells) {
        page.append(cells(cells));
    }

    private static String cells(Object... cells) {
        StringBuilder row = new StringBuilder("|");
        for (Object cell : cells) {
            row.append(' ').append(cell).append(" |");
        }
        return row.append('\n').toString();
    }
}
