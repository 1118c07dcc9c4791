package org.hpcdaemon.agent.cli.job;

import java.util.List;
import java.util.concurrent.Callable;
import org.hpcdaemon.agent.cli.shared.CommandWords;
import org.hpcdaemon.agent.cli.shared.Context;
import org.hpcdaemon.agent.cli.shared.DaemonArgument;
import org.hpcdaemon.cli.OwnExitCodes;
import org.hpcdaemon.client.ConnectOptions;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobSpec;
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
            "  hpc job submit cluster --time 2:00:00 --mem 16G --gpus 1 --script train.sh",
            "  hpc job submit cluster --wait --script - < train.sh",
            "",
            "--time takes sbatch's forms (minutes, MM:SS, HH:MM:SS, D-HH, D-HH:MM,",
            "D-HH:MM:SS), and 90s, 90m, 12h, 2d. With --wait, the exit codes are those of",
            "`hpc job wait`."
        })
@SuppressWarnings("NullAway.Init") // options are set by picocli
public final class JobSubmitCommand implements Callable<Integer>, OwnExitCodes {
    private final Context context;

    @Mixin
    private DaemonArgument daemon;

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "COMMAND",
            parameterConsumer = CommandWords.class,
            description = "The program and its arguments; options end at its first word.")
    private @Nullable List<String> argv;

    @Option(
            names = "--script",
            paramLabel = "FILE",
            description = "A script file, instead of COMMAND; - is standard input.")
    private @Nullable String script;

    @Mixin
    private SchedulerOptions options;

    @Option(names = "--cwd", paramLabel = "DIR", description = "Where it runs (default: the daemon's job directory).")
    private @Nullable String cwd;

    @Option(names = "--array", paramLabel = "RANGE", description = "Such as 0-3 or 0-99%%10.")
    private @Nullable String array;

    @Option(names = "--wake-each", description = "For an array: also a wake-up for each element that ends.")
    private boolean wakeEach;

    @Option(names = "--context", paramLabel = "TEXT", description = "Text that comes back in the wake-up.")
    private @Nullable String wakeUpContext;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "An idempotency key of your own: the same key again submits nothing new.")
    private @Nullable IdempotencyKey key;

    @Option(names = "--wait", description = "Wait until the job has ended, and print its outcome.")
    private boolean wait;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    public JobSubmitCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        JobSpec spec = options.spec()
                .argv(argv == null ? List.of() : argv)
                .script(script == null ? null : JobScript.read(script, context.in()))
                .cwd(cwd)
                .array(array)
                .context(wakeUpContext)
                .wakeEach(wakeEach)
                .build();
        IdempotencyKey once = key == null ? RandomIds.secure().key() : key;
        try (HpcClient client = context.client();
                DaemonSession session = client.connect(
                        daemon.id(), wait ? JobWaiting.options(context.err(), null) : ConnectOptions.defaults())) {
            JobInfo job = session.call(new JobRequest.Submit(once, spec), JobInfo.class);
            if (!wait || !json) {
                context.out().println(json ? Json.pretty(job) : job.job());
            }
            if (!wait) {
                return ExitCodes.OK;
            }
            JobInfo ended = session.job(job.job()).await();
            JobPrinter.print(context.out(), ended, json);
            return JobExit.of(ended);
        }
    }

    /** With {@code --wait}, apart from what the job may end with. */
    @Override
    public int exitCode(ErrorCode failure) {
        return wait ? ExitCodes.NOT_STARTED : ExitCodes.of(failure);
    }
}
