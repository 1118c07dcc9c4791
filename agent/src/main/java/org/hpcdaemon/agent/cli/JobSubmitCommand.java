package org.hpcdaemon.agent.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.message.JobInfo;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.JobSpec;
import org.hpcdaemon.protocol.rpc.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "submit",
        mixinStandardHelpOptions = true,
        description = "Submits a job and prints its id.",
        footer = {
            "",
            "Examples:",
            "  hpc job submit mybox --context 'epoch 3' -- python train.py",
            "  hpc job submit cluster --time 2h --mem 16000 --gpus a100:1 --script train.sh"
        })
@SuppressWarnings("NullAway.Init") // options are set by picocli
final class JobSubmitCommand implements Callable<Integer> {
    private final Context context;

    @Mixin
    private DaemonArgument daemon;

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "COMMAND", description = "The program and its arguments.")
    private @Nullable List<String> argv;

    @Option(names = "--script", description = "A file with a whole script, instead of COMMAND.")
    private @Nullable Path script;

    @Option(names = "--name", description = "The job's name.")
    private @Nullable String name;

    @Option(names = "--cwd", description = "Where it runs (default: the daemon's job directory).")
    private @Nullable String cwd;

    @Option(names = "--time", converter = Durations.class, description = "Time limit, such as 90m or 12h.")
    private @Nullable Duration time;

    @Option(names = "--cpus", description = "CPUs for each task.")
    private @Nullable Integer cpus;

    @Option(names = "--mem", description = "Memory for each node, in MiB.")
    private @Nullable Long memory;

    @Option(names = "--gpus", description = "Such as 2 or a100:2.")
    private @Nullable String gpus;

    @Option(names = "--partition", description = "The scheduler's partition.")
    private @Nullable String partition;

    @Option(names = "--account", description = "The scheduler's account.")
    private @Nullable String account;

    @Option(names = "--array", description = "Such as 0-3 or 0-99%%10.")
    private @Nullable String array;

    @Option(names = "--dependency", description = "Such as afterok:j_...")
    private @Nullable String dependency;

    @Option(names = "--context", description = "Text that comes back in the wake-up.")
    private @Nullable String wakeUpContext;

    @Option(names = "--key", description = "An idempotency key of your own: the same key again submits nothing new.")
    private @Nullable String key;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    JobSubmitCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        JobSpec spec = new JobSpec(
                name,
                argv == null ? List.of() : argv,
                script == null ? null : Files.readString(script),
                cwd,
                Map.of(),
                time == null ? null : Long.valueOf(time.toSeconds()),
                null,
                null,
                cpus,
                memory,
                gpus,
                null,
                partition,
                account,
                null,
                null,
                array,
                dependency,
                List.of(),
                wakeUpContext);
        IdempotencyKey once = key == null ? RandomIds.secure().key() : new IdempotencyKey(key);
        try (HpcClient client = context.client();
                DaemonSession session = client.connect(daemon.id())) {
            JobInfo job = session.call(new JobRequest.Submit(once, spec), JobInfo.class);
            context.out().println(json ? Json.pretty(job) : job.job());
        }
        return ExitCodes.OK;
    }
}
