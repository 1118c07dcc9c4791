package org.hpcdaemon.agent.cli.shell;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.hpcdaemon.agent.cli.shared.Durations;
import org.hpcdaemon.agent.terminal.DetachKey;
import org.hpcdaemon.agent.terminal.LocalTerminal;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.RemoteShell;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.id.ShellId;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.ShellRequest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which shell, and how to use it. */
@SuppressWarnings("NullAway.Init") // set by picocli
final class ShellOptions {
    @Option(names = "--attach", paramLabel = "ID", description = "This open shell, instead of a new one.")
    private @Nullable ShellId attach;

    @Option(
            names = "--from",
            paramLabel = "OFFSET",
            description = "With --attach: show output from here on (default: all that is still there).")
    private @Nullable Long from;

    @Option(names = "--name", paramLabel = "NAME", description = "A name for a new shell, shown by --list.")
    private @Nullable String name;

    @Option(
            names = "--cwd",
            paramLabel = "DIR",
            description =
                    "Where a new shell starts (default: the daemon's working directory; with --job that of the job).")
    private @Nullable String cwd;

    @Option(
            names = "--job",
            paramLabel = "JOB",
            description = "Open it in this job of yours, which is RUNNING, instead of on the daemon's machine.")
    private @Nullable JobId job;

    @Option(
            names = "--alloc",
            description =
                    "Open it in a new job that only holds what the words after -- ask of the scheduler, and ends with it.")
    private boolean alloc;

    @Option(names = "--element", paramLabel = "N", description = "Of an array: in this element of --job.")
    private @Nullable Integer element;

    @Option(names = "--node", paramLabel = "NODE", description = "On this node of --job (default: its first).")
    private @Nullable String node;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            converter = Durations.class,
            description = "Wait at most this long for a command, such as 60s (default: until it ends).")
    private @Nullable Duration timeout;

    @Option(
            names = "--detach-key",
            paramLabel = "KEY",
            defaultValue = "ctrl-]",
            converter = KeyConverter.class,
            description = "Leaves the terminal (default: ${DEFAULT-VALUE}); none: no key does.")
    private DetachKey detachKey;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description =
                    "An idempotency key of your own: the same key again opens and runs nothing new, and gets the same answer.")
    private @Nullable IdempotencyKey key;

    @Option(names = "--json", description = "With --run or --list: print JSON.")
    private boolean json;

    private final IdempotencyKey made = RandomIds.secure().key();

    static final class KeyConverter implements ITypeConverter<DetachKey> {
        @Override
        public DetachKey convert(String text) {
            try {
                return DetachKey.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    @Nullable
    ShellId attach() {
        return attach;
    }

    @Nullable
    Long from() {
        return from;
    }

    @Nullable
    Duration timeout() {
        return timeout;
    }

    @Nullable
    JobId job() {
        return job;
    }

    boolean alloc() {
        return alloc;
    }

    /** What runs instead of a new shell, where that would. */
    ExecRequest.Run inPlaceOfAShell(ExecRequest.Run command) {
        return command.withCwd(cwd).withJob(job, element, node);
    }

    /** The user's own, else one that is made. */
    IdempotencyKey key() {
        return key == null ? made : key;
    }

    /** The key of the command that a new shell is opened for; the shell has {@link #key}, and one key is for one request. */
    IdempotencyKey keyInNewShell() {
        return key(".run", "opens a shell and runs a command in it");
    }

    /** The key of the job that a new shell is opened in. */
    IdempotencyKey keyOfJob() {
        return key(".job", "submits a job and opens a shell in it");
    }

    private IdempotencyKey key(String end, String where) {
        try {
            return new IdempotencyKey(key() + end);
        } catch (IllegalArgumentException _) {
            throw HpcException.invalid("--key has at most 124 characters where it " + where);
        }
    }

    /** What is sent with the request for a new shell: with a key of the user's, nothing that the next terminal may have otherwise. */
    Optional<LocalTerminal.Size> sizeToOpen(Optional<LocalTerminal.Size> size) {
        return key == null ? size : Optional.empty();
    }

    DetachKey detachKey() {
        return detachKey;
    }

    boolean json() {
        return json;
    }

    /** Opens a shell. */
    RemoteShell open(DaemonSession session, Optional<LocalTerminal.Size> size) {
        return session.openShell(request(size).withJob(job, element, node));
    }

    /** Opens a shell in a job, which ends with it. */
    RemoteShell openIn(JobId allocation, DaemonSession session, Optional<LocalTerminal.Size> size) {
        return session.openShell(request(size).withJob(allocation, null, node).endingJob());
    }

    private ShellRequest.Open request(Optional<LocalTerminal.Size> size) {
        Map<String, String> environment = new HashMap<>();
        // The kind of terminal that shows its output, as ssh passes it on.
        size.map(_ -> System.getenv("TERM")).ifPresent(term -> environment.put("TERM", term));
        ShellRequest.Open open =
                ShellRequest.Open.of(key()).withName(name).withCwd(cwd).withEnv(environment);
        return sizeToOpen(size)
                .map(sent -> open.withSize(sent.rows(), sent.cols()))
                .orElse(open);
    }
}
