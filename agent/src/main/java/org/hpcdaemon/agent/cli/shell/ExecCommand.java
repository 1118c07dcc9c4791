package org.hpcdaemon.agent.cli.shell;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.hpcdaemon.agent.cli.shared.CommandDeadline;
import org.hpcdaemon.agent.cli.shared.CommandWords;
import org.hpcdaemon.agent.cli.shared.Context;
import org.hpcdaemon.agent.cli.shared.DaemonArgument;
import org.hpcdaemon.agent.cli.shared.Durations;
import org.hpcdaemon.agent.cli.shared.OnSignal;
import org.hpcdaemon.agent.cli.shared.RemoteExit;
import org.hpcdaemon.cli.OwnExitCodes;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.client.SessionListener;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.message.Done;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.exec.ExecResult;
import org.hpcdaemon.protocol.message.value.Capture;
import org.hpcdaemon.protocol.rpc.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "exec",
        mixinStandardHelpOptions = true,
        description = "Runs a command on a daemon's machine and passes on its output and exit code.",
        footer = {
            "",
            "Examples:",
            "  hpc exec mybox ls -l /scratch",
            "  hpc exec mybox -c 'module load cuda; nvcc --version | tail -1'",
            "  hpc exec mybox --cwd /scratch/run1 --timeout 10m make test",
            "  tar c data | hpc exec mybox tar x -C /scratch",
            "  hpc exec mybox --job j_8k2m4q6s8u0w nvidia-smi",
            "",
            "Options end at the command's first word. Standard input that is a pipe or a",
            "file is the command's; in a loop that reads one, use --no-stdin.",
            "",
            "With --job it runs in a job of yours that is RUNNING (SLURM), on its first",
            "node, beside what runs in it: within the same limits and on the same GPUs,",
            "with its environment, in its directory. It ends with the job at the latest.",
            "",
            "Exit codes: the command's own; 128 + N after signal N; 124 after --timeout,",
            "which ends all the command started; 126 not executable; 127 no such program;",
            "125 hpc failed and the command did not start; 255 the command was sent and",
            "may have run: the same --key again does not run it twice, but answers with",
            "how it ended."
        })
@SuppressWarnings("NullAway.Init") // options are set by picocli
public final class ExecCommand implements Callable<Integer>, OwnExitCodes {
    private final Context context;

    @Spec
    private CommandSpec spec;

    @Mixin
    private DaemonArgument daemon;

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "COMMAND",
            parameterConsumer = CommandWords.class,
            description = "The program and its arguments.")
    private @Nullable List<String> argv;

    @Option(names = "-c", paramLabel = "LINE", description = "A line of shell (bash), instead of COMMAND.")
    private @Nullable String line;

    @Option(
            names = "--cwd",
            paramLabel = "DIR",
            description = "Where it runs (default: the daemon's working directory; with --job that of the job).")
    private @Nullable String cwd;

    @Option(names = "--job", paramLabel = "JOB", description = "Run it in this job of yours, which is RUNNING.")
    private @Nullable JobId job;

    @Option(names = "--element", paramLabel = "N", description = "Of an array: in this element of --job.")
    private @Nullable Integer element;

    @Option(names = "--node", paramLabel = "NODE", description = "On this node of --job (default: its first).")
    private @Nullable String node;

    @Option(names = "--env", paramLabel = "NAME=VALUE", description = "A variable of its environment; repeatable.")
    private @Nullable Map<String, String> env;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            converter = Durations.class,
            description =
                    "Wait at most this long, such as 60s, 90m, 12h: to connect, and then for the command (default: no limit).")
    private @Nullable Duration timeout;

    @Option(names = "--no-stdin", description = "The command reads nothing.")
    private boolean noStdin;

    @Option(names = "--stdin", hidden = true, description = "Send standard input, whatever it is.")
    private boolean stdin;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description =
                    "An idempotency key of your own: the same key again does not run it again, and gets its answer.")
    private @Nullable IdempotencyKey key;

    @Option(names = "--json", description = "Collect the output (capped) and print one JSON object.")
    private boolean json;

    public ExecCommand(Context context) {
        this.context = context;
    }

    /** The answer to {@code exec.run}, and with which key to ask for it again. */
    record Report(IdempotencyKey key, @JsonUnwrapped ExecResult result) {}

    @Override
    public int exitCode(ErrorCode code) {
        return ExitCodes.ofCommand(code);
    }

    @Override
    public Integer call() throws IOException {
        if ((argv == null) == (line == null)) {
            throw new ParameterException(
                    spec.commandLine(), "give a command: either a program with its arguments, or -c 'LINE'");
        }
        CommandDeadline limit = new CommandDeadline(timeout);
        IdempotencyKey once = key == null ? RandomIds.secure().key() : key;
        ExecRequest.Run run = (argv == null ? ExecRequest.Run.ofLine(once, line) : ExecRequest.Run.of(once, argv))
                .withCwd(cwd)
                .withEnv(env == null ? Map.of() : env)
                .withTimeout(timeout)
                .withJob(job, element, node);
        boolean input = stdin || (!noStdin && StandardInput.isPipeOrFile());
        try (HpcClient client = context.client();
                DaemonSession session = limit.connect(client, daemon.id(), new SessionListener() {})) {
            ExecResult result = json
                    ? collect(session, run, input)
                    : new CommandStreams(context).run(input ? session.execWithStdin(run) : session.exec(run), input);
            if (json) {
                context.out().println(Json.pretty(new Report(once, result)));
            }
            CommandStreams.sayTimedOut(context, result, timeout);
            return RemoteExit.of(result);
        } catch (HpcException e) {
            throw explained(e);
        }
    }

    /** Collected by the daemon, which keeps it for the same key; standard input needs streams, and is collected here. */
    private ExecResult collect(DaemonSession session, ExecRequest.Run run, boolean input) throws IOException {
        if (!input) {
            try (OnSignal _ = new OnSignal(() -> session.call(new ExecRequest.Cancel(run.key()), Done.class))) {
                return session.call(run, ExecResult.class);
            }
        }
        Capture out = new Capture();
        Capture err = new Capture();
        return new CommandStreams(context)
                .run(session.execWithStdin(run), true, out::add, err::add)
                .withOutput(out.captured(), err.captured());
    }

    /** A whole line as one word is what ssh takes. */
    private HpcException explained(HpcException failure) {
        return failure.code() == ErrorCode.NO_PROGRAM
                        && argv != null
                        && argv.size() == 1
                        && argv.getFirst().contains(" ")
                ? new HpcException(
                        ErrorCode.NO_PROGRAM,
                        "no program is named \"" + argv.getFirst() + "\"; to run a line of shell: hpc exec "
                                + daemon.id() + " -c 'LINE'",
                        failure)
                : failure;
    }
}
