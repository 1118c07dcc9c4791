package org.hpcdaemon.protocol.message;

import java.util.Map;
import java.util.Objects;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.id.ReaderId;
import org.hpcdaemon.protocol.id.ShellId;
import org.hpcdaemon.protocol.message.shell.ShellAttached;
import org.hpcdaemon.protocol.message.shell.ShellInfo;
import org.hpcdaemon.protocol.message.shell.ShellList;
import org.hpcdaemon.protocol.message.shell.ShellRunResult;
import org.hpcdaemon.protocol.message.value.Bytes;
import org.hpcdaemon.protocol.message.value.Checks;
import org.hpcdaemon.protocol.message.value.InJob;
import org.hpcdaemon.protocol.message.value.LogChunk;
import org.hpcdaemon.protocol.message.value.SignalName;
import org.jspecify.annotations.Nullable;

/** Live shells: bash on a PTY. Only the agent that opened one, and the account owner, reach it. */
public sealed interface ShellRequest extends Request {

    /**
     * {@code shell.open}. Answer: {@link ShellInfo}. Sizes are in character cells.
     *
     * @param job in which it runs, within that job's limits and beside what runs in it; absent: on the daemon's machine. Then {@code cwd}
     *     is the job's if absent, and {@code env} is added to the job's
     * @param element of the job, if that is an array
     * @param node of the job, as its scheduler calls it; absent: its first
     * @param endJob true: the job, or that element, is cancelled when the shell ends, however that comes; absent: it goes on
     */
    record Open(
            IdempotencyKey key,
            @Nullable String name,
            @Nullable String cwd,
            Map<String, String> env,
            @Nullable Integer rows,
            @Nullable Integer cols,
            @Nullable JobId job,
            @Nullable Integer element,
            @Nullable String node,
            @Nullable Boolean endJob)
            implements ShellRequest {
        public Open {
            Checks.required("key", key);
            Checks.name("name", name);
            Checks.text("cwd", cwd, Limits.COMMAND_BYTES);
            env = Checks.environment(env);
            Checks.range("rows", rows, 1, 1000);
            Checks.range("cols", cols, 1, 1000);
            endJob = Boolean.TRUE.equals(endJob) ? endJob : null;
            if (InJob.of(job, element, node) == null && endJob != null) {
                throw HpcException.invalid("field \"endJob\" is of a \"job\", which is missing");
            }
        }

        /** On the daemon's machine. */
        public Open(
                IdempotencyKey key,
                @Nullable String name,
                @Nullable String cwd,
                Map<String, String> env,
                @Nullable Integer rows,
                @Nullable Integer cols) {
            this(key, name, cwd, env, rows, cols, null, null, null, null);
        }

        /** A shell with everything else at its default. */
        public static Open of(IdempotencyKey key) {
            return new Open(key, null, null, Map.of(), null, null);
        }

        /** The job that it runs in, and where there; null: it runs on the daemon's machine. */
        public @Nullable InJob inJob() {
            return InJob.of(job, element, node);
        }

        /** Whether that answer is one to it: a daemon of an older version opens a shell on its own machine instead of in a job. */
        public boolean isAnsweredBy(ShellInfo opened) {
            return Objects.equals(job, opened.job());
        }

        /** What is thrown if not, once the shell is closed. */
        public HpcException notInAJob() {
            return new HpcException(
                    ErrorCode.METHOD_NOT_FOUND,
                    "the daemon is of an older version, which opens no shell in a job; its user upgrades it with: hpc-daemon upgrade");
        }

        /** The same under that name in the list of shells. */
        public Open withName(@Nullable String label) {
            return new Open(key, label, cwd, env, rows, cols, job, element, node, endJob);
        }

        /** The same, started there. */
        public Open withCwd(@Nullable String directory) {
            return new Open(key, name, directory, env, rows, cols, job, element, node, endJob);
        }

        /** The same with these variables, and no others, added to its environment. */
        public Open withEnv(Map<String, String> variables) {
            return new Open(key, name, cwd, variables, rows, cols, job, element, node, endJob);
        }

        /** The same with a terminal of that size. */
        public Open withSize(int height, int width) {
            return new Open(key, name, cwd, env, height, width, job, element, node, endJob);
        }

        /** The same in that job, of an array in that element, on that node of it or its first. */
        public Open withJob(@Nullable JobId id, @Nullable Integer index, @Nullable String host) {
            return new Open(key, name, cwd, env, rows, cols, id, index, host, endJob);
        }

        /** The same in a job that is cancelled when the shell ends. */
        public Open endingJob() {
            return new Open(key, name, cwd, env, rows, cols, job, element, node, true);
        }
    }

    /**
     * {@code shell.run}: runs a command in the live shell, so that {@code cd}, {@code export} and functions
     * persist. Answer: {@link ShellRunResult}. One command at a time; a second one gets {@code busy}.
     *
     * @param stdin what the command reads; absent: nothing ({@code /dev/null}), unless {@code terminal}
     * @param terminal the command reads the terminal, to which {@code shell.write} types
     * @param timeoutMs milliseconds after which the answer says {@code running}; the command goes on
     */
    record Run(
            IdempotencyKey key,
            ShellId shell,
            String command,
            @Nullable Bytes stdin,
            boolean terminal,
            @Nullable Long timeoutMs)
            implements ShellRequest {
        public Run {
            Checks.required("key", key);
            Checks.required("shell", shell);
            Checks.text("command", Checks.required("command", command), Limits.COMMAND_BYTES);
            Checks.atMost("stdin", stdin == null ? 0 : stdin.length(), Limits.COMMAND_BYTES);
            Checks.range("timeoutMs", timeoutMs, 1, 366L * 24 * 3600 * 1000);
            if (terminal && stdin != null) {
                throw HpcException.invalid("give either \"stdin\" or \"terminal\"");
            }
        }
    }

    /** {@code shell.write}: types bytes, once for each key. Answer: {@link Done}. */
    record Write(IdempotencyKey key, ShellId shell, Bytes data) implements ShellRequest {
        public Write {
            Checks.required("key", key);
            Checks.required("shell", shell);
            Checks.atMost("data", Checks.required("data", data).length(), Limits.COMMAND_BYTES);
        }
    }

    /**
     * {@code shell.attach}: sends the shell's output on a stream, from an offset; bytes that the agent sends on
     * the same stream number are typed. Attaching the same reader again moves it. Answer: {@link ShellAttached}.
     *
     * @param from the first offset wanted; absent: only what comes from now on; a future one is an error
     * @param stream a number not in use on this connection
     * @param reader keeps this reader's place in output and input across connections
     */
    record Attach(ShellId shell, @Nullable Long from, int stream, ReaderId reader) implements ShellRequest {
        public Attach {
            Checks.required("shell", shell);
            Checks.required("reader", reader);
            Checks.range("from", from, 0, Long.MAX_VALUE);
        }
    }

    /**
     * {@code shell.output}: a piece of what the shell printed, for who asks now and then and keeps no place. Answer: {@link LogChunk},
     * whose {@code from} is greater than the one asked for where the bytes between are gone; complete once the shell has ended and
     * this reaches the end.
     *
     * @param from the first offset wanted; absent: the last {@code maxBytes}
     * @param maxBytes absent: 64 KiB
     * @param waitMs how long to wait for a byte at {@code from}, or the shell's end, if there is none yet: at most 30 s
     */
    record Output(
            ShellId shell,
            @Nullable Long from,
            @Nullable Integer maxBytes,
            @Nullable Integer waitMs) implements ShellRequest {
        public Output {
            Checks.required("shell", shell);
            Checks.range("from", from, 0, Long.MAX_VALUE);
            Checks.range("maxBytes", maxBytes, 1, Limits.LOG_CHUNK_BYTES);
            Checks.range("waitMs", waitMs, 0, Limits.LOG_WAIT_MS);
        }
    }

    /** {@code shell.detach}: the reader is not coming back; the shell lives on. Answer: {@link Done}. */
    record Detach(ShellId shell, ReaderId reader) implements ShellRequest {
        public Detach {
            Checks.required("shell", shell);
            Checks.required("reader", reader);
        }
    }

    /** {@code shell.resize}. Answer: {@link Done}. */
    record Resize(ShellId shell, int rows, int cols) implements ShellRequest {
        public Resize {
            Checks.required("shell", shell);
            Checks.range("rows", rows, 1, 1000);
            Checks.range("cols", cols, 1, 1000);
        }
    }

    /**
     * {@code shell.signal}: to the foreground process group. Sent during a run it is for that run's command, and for nothing if
     * the command has ended meanwhile. Answer: {@link Done}.
     */
    record Signal(ShellId shell, SignalName signal) implements ShellRequest {
        public Signal {
            Checks.required("shell", shell);
            Checks.required("signal", signal);
        }
    }

    /** {@code shell.close}: ends the shell and everything started in it. Answer: {@link Done}; also when it has ended. */
    record Close(ShellId shell) implements ShellRequest {
        public Close {
            Checks.required("shell", shell);
        }
    }

    /** {@code shell.list}: the caller's shells. Answer: {@link ShellList}. */
    record List() implements ShellRequest {}
}
