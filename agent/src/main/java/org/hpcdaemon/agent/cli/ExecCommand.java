package org.hpcdaemon.agent.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.HpcClient;
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
                return CommandStreams.exitCode(result);
            }
            return new CommandStreams(context, timeout).run(session.exec(run, stdin), stdin);
        }
    }
}
