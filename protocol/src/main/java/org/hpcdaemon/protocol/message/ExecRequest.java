package org.hpcdaemon.protocol.message;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.exec.ExecInfo;
import org.hpcdaemon.protocol.message.exec.ExecList;
import org.hpcdaemon.protocol.message.exec.ExecResult;
import org.hpcdaemon.protocol.message.value.Bytes;
import org.hpcdaemon.protocol.message.value.Checks;
import org.hpcdaemon.protocol.message.value.InJob;
import org.hpcdaemon.protocol.message.value.LogChunk;
import org.hpcdaemon.protocol.message.value.LogStream;
import org.jspecify.annotations.Nullable;

/** Commands that run once, without a terminal. */
public sealed interface ExecRequest extends Request {

    /**
     * {@code exec.run}: runs a command to its end. Answer, when it has ended: {@link ExecResult}.
     *
     * @param key a second request with it joins the first: same command, same answer, the streams moved here
     * @param argv the program and its arguments; or else {@code command}
     * @param command text for {@code bash -c}
     * @param cwd the daemon's working directory if absent
     * @param env added to the daemon user's environment
     * @param stdin standard input, whole; if neither it nor a stdin stream is given, {@code /dev/null}
     * @param timeoutMs milliseconds until the process group is killed; absent: none
     * @param streams streamed instead of collected
     * @param job in which it runs, within that job's limits and beside what runs in it; absent: on the daemon's machine. Then {@code cwd}
     *     is the job's if absent, and {@code env} is added to the job's
     * @param element of the job, if that is an array
     * @param node of the job, as its scheduler calls it; absent: its first
     */
    record Run(
            IdempotencyKey key,
            List<String> argv,
            @Nullable String command,
            @Nullable String cwd,
            Map<String, String> env,
            @Nullable Bytes stdin,
            @Nullable Long timeoutMs,
            @Nullable Streams streams,
            @Nullable JobId job,
            @Nullable Integer element,
            @Nullable String node)
            implements ExecRequest {
        public Run {
            Checks.required("key", key);
            argv = Checks.list("argv", argv);
            Checks.text("command", command, Limits.COMMAND_BYTES);
            Checks.text("cwd", cwd, Limits.COMMAND_BYTES);
            env = Checks.environment(env);
            Checks.atMost("stdin", stdin == null ? 0 : stdin.length(), Limits.COMMAND_BYTES);
            Checks.range("timeoutMs", timeoutMs, 1, 366L * 24 * 3600 * 1000);
            if (argv.isEmpty() == (command == null)) {
                throw HpcException.invalid("give either \"argv\" or \"command\"");
            }
            if (stdin != null && streams != null && streams.stdin() != null) {
                throw HpcException.invalid("give either \"stdin\" or \"streams.stdin\"");
            }
            InJob _ = InJob.of(job, element, node);
        }

        /** The job that it runs in, and where there; null: it runs on the daemon's machine. */
        public @Nullable InJob inJob() {
            return InJob.of(job, element, node);
        }

        /** On the daemon's machine. */
        public Run(
                IdempotencyKey key,
                List<String> argv,
                @Nullable String command,
                @Nullable String cwd,
                Map<String, String> env,
                @Nullable Bytes stdin,
                @Nullable Long timeoutMs,
                @Nullable Streams streams) {
            this(key, argv, command, cwd, env, stdin, timeoutMs, streams, null, null, null);
        }

        /** Runs a program with everything else at its default. */
        public static Run of(IdempotencyKey key, List<String> argv) {
            return new Run(key, argv, null, null, Map.of(), null, null, null);
        }

        /** Runs a line of bash with everything else at its default. */
        public static Run ofLine(IdempotencyKey key, String command) {
            return new Run(key, List.of(), command, null, Map.of(), null, null, null);
        }

        /** The same, run there. */
        public Run withCwd(@Nullable String directory) {
            return new Run(key, argv, command, directory, env, stdin, timeoutMs, streams, job, element, node);
        }

        /** The same with these variables, and no others, added to its environment. */
        public Run withEnv(Map<String, String> variables) {
            return new Run(key, argv, command, cwd, variables, stdin, timeoutMs, streams, job, element, node);
        }

        /** The same with this as its whole standard input. */
        public Run withStdin(@Nullable Bytes input) {
            return new Run(key, argv, command, cwd, env, input, timeoutMs, streams, job, element, node);
        }

        /** The same, ended after so long; null: never. */
        public Run withTimeout(@Nullable Duration limit) {
            Long millis = limit == null ? null : Long.valueOf(limit.toMillis());
            return new Run(key, argv, command, cwd, env, stdin, millis, streams, job, element, node);
        }

        /** The same in that job, of an array in that element, on that node of it or its first. */
        public Run withJob(@Nullable JobId id, @Nullable Integer index, @Nullable String host) {
            return new Run(key, argv, command, cwd, env, stdin, timeoutMs, streams, id, index, host);
        }

        /** The same with its output on streams. */
        public Run withStreams(Streams numbers) {
            return new Run(key, argv, command, cwd, env, stdin, timeoutMs, numbers, job, element, node);
        }

        /** The same command wherever its output goes: two requests that are equal without streams are the same one. */
        public Run withoutStreams() {
            return new Run(key, argv, command, cwd, env, stdin, timeoutMs, null, job, element, node);
        }
    }

    /**
     * Where the bytes go, by stream numbers that the agent chooses. Standard input ends with {@code stream.end}.
     *
     * @param stdin absent: no standard input by stream
     * @param stdoutFrom the first offset of standard output the agent does not have yet; 0 at first
     * @param stderrFrom the same of standard error
     */
    record Streams(@Nullable Integer stdin, int stdout, int stderr, long stdoutFrom, long stderrFrom) {
        public Streams {
            Checks.range("streams.stdoutFrom", stdoutFrom, 0, Long.MAX_VALUE);
            Checks.range("streams.stderrFrom", stderrFrom, 0, Long.MAX_VALUE);
            if (stdout == stderr || (stdin != null && (stdin == stdout || stdin == stderr))) {
                throw HpcException.invalid("field \"streams\" gives two streams the same number");
            }
        }

        /** True if the agent has no byte of the output yet. */
        public boolean fromStart() {
            return stdoutFrom == 0 && stderrFrom == 0;
        }
    }

    /**
     * {@code exec.status}: how the caller's command with that key is. Answer: {@link ExecInfo}. Known for 24 h after its end.
     *
     * @param waitMs how long to wait for its end, if it runs: at most 30 s
     */
    record Status(IdempotencyKey key, @Nullable Integer waitMs) implements ExecRequest {
        public Status {
            Checks.required("key", key);
            Checks.range("waitMs", waitMs, 0, Limits.LOG_WAIT_MS);
        }

        /** As it is now. */
        public Status(IdempotencyKey key) {
            this(key, null);
        }
    }

    /**
     * {@code exec.output}: a piece of what a command printed that collects its output, also while it runs. Kept for 24 h after its
     * end: the first {@link Limits#RUN_HEAD_BYTES} and the last {@link Limits#RUN_TAIL_BYTES} of each stream. Answer:
     * {@link LogChunk}, whose {@code from} is greater than the one asked for where bytes between are not kept.
     *
     * @param from the first byte wanted; absent: the last {@code maxBytes}
     * @param maxBytes absent: 64 KiB
     * @param waitMs how long to wait for a byte at {@code from}, or the command's end, if there is none yet: at most 30 s
     */
    record Output(
            IdempotencyKey key,
            LogStream stream,
            @Nullable Long from,
            @Nullable Integer maxBytes,
            @Nullable Integer waitMs)
            implements ExecRequest {
        public Output {
            Checks.required("key", key);
            stream = stream == null ? LogStream.STDOUT : stream;
            Checks.range("from", from, 0, Long.MAX_VALUE);
            Checks.range("maxBytes", maxBytes, 1, Limits.LOG_CHUNK_BYTES);
            Checks.range("waitMs", waitMs, 0, Limits.LOG_WAIT_MS);
        }
    }

    /**
     * {@code exec.list}: the caller's commands, newest first. Answer: {@link ExecList}.
     *
     * @param active only those that run
     * @param limit 1 to 1000; absent: {@link JobRequest#DEFAULT_LIMIT}
     * @param after the last of an answer that had more: those that are older; absent: from the newest on
     */
    record Listing(
            boolean active,
            @Nullable Integer limit,
            @Nullable IdempotencyKey after) implements ExecRequest {
        public Listing {
            Checks.range("limit", limit, 1, 1000);
        }
    }

    /** {@code exec.cancel}: ends the command with that key, TERM first. Answer: {@link Done}; also when it has ended. */
    record Cancel(@JsonProperty("key") IdempotencyKey key) implements ExecRequest {
        public Cancel {
            Checks.required("key", key);
        }
    }
}
