package org.hpcdaemon.agent.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.client.RemoteCommand;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.ExecResult;
import org.hpcdaemon.protocol.rpc.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "exec",
        mixinStandardHelpOptions = true,
        description = "Runs a command on a daemon's machine and passes on its output and exit code.",
        footer = {
            "",
            "Examples:",
            "  hpc exec mybox -- ls -l /scratch",
            "  hpc exec mybox --cwd /scratch/run1 --timeout 10m -- make test",
            "  tar c data | hpc exec mybox --stdin -- tar x -C /scratch",
            "",
            "A time-out ends everything the command started; the exit code is then 124."
        })
@SuppressWarnings("NullAway.Init") // options are set by picocli
final class ExecCommand implements Callable<Integer> {
    private static final int PIECE = 64 << 10;

    private final Context context;

    @Mixin
    private DaemonArgument daemon;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "COMMAND", description = "The program and its arguments.")
    private List<String> argv;

    @Option(names = "--cwd", description = "Where it runs (default: the daemon's working directory).")
    private @Nullable String cwd;

    @Option(names = "--timeout", converter = Durations.class, description = "Such as 60s, 90m, 12h (default: none).")
    private @Nullable Duration timeout;

    @Option(names = "--stdin", description = "Send standard input to the command.")
    private boolean stdin;

    @Option(names = "--json", description = "Collect the output (capped) and print one JSON object.")
    private boolean json;

    ExecCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        ExecRequest.Run run = new ExecRequest.Run(
                RandomIds.secure().key(),
                argv,
                null,
                cwd,
                Map.of(),
                null,
                timeout == null ? null : Long.valueOf(timeout.toMillis()),
                null);
        try (HpcClient client = context.client();
                DaemonSession session = client.connect(daemon.id())) {
            if (json) {
                ExecResult result = session.call(run, ExecResult.class);
                context.out().println(Json.pretty(result));
                return exitCode(result);
            }
            return stream(session.exec(run, stdin));
        }
    }

    private int stream(RemoteCommand command) throws IOException {
        AtomicBoolean over = new AtomicBoolean();
        Thread interrupt = Thread.ofPlatform().unstarted(() -> cancel(command, over));
        Runtime.getRuntime().addShutdownHook(interrupt);
        if (stdin) {
            Thread.ofVirtual().name("stdin").start(() -> feed(command.stdin()));
        }
        CompletableFuture<@Nullable Void> err = new CompletableFuture<>();
        Thread.ofVirtual().name("stderr").start(() -> {
            try {
                copy(command.stderr(), context.err());
                err.complete(null);
            } catch (IOException e) {
                err.completeExceptionally(e);
            }
        });
        copy(command.stdout(), context.out());
        ExecResult result = command.result();
        err.join();
        over.set(true);
        if (result.timedOut() && timeout != null) {
            context.err()
                    .println("hpc: timed out after " + timeout.toMillis() / 1000.0
                            + " s; the command and all it started were ended");
        }
        return exitCode(result);
    }

    /** Ctrl-C here ends the command there. */
    private static void cancel(RemoteCommand command, AtomicBoolean over) {
        if (!over.get()) {
            try {
                command.cancel();
            } catch (HpcException _) {
                // It has ended, or cannot be reached: either way there is nothing left to do from here.
            }
        }
    }

    private void feed(OutputStream remote) {
        try (remote) {
            context.in().transferTo(remote);
        } catch (IOException _) {
            // The command has ended and reads no more; its exit code says how.
        }
    }

    private static void copy(InputStream from, PrintStream to) throws IOException {
        byte[] piece = new byte[PIECE];
        for (int count = from.read(piece); count >= 0; count = from.read(piece)) {
            to.write(piece, 0, count);
            to.flush();
        }
    }

    private static int exitCode(ExecResult result) {
        if (result.timedOut()) {
            return RemoteExit.TIMED_OUT;
        }
        if (result.exitCode() != null) {
            return result.exitCode();
        }
        return RemoteExit.SIGNAL + Signals.number(result.signal());
    }
}
