package org.hpcdaemon.agent.cli;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.hpcdaemon.cli.OwnExitCodes;
import org.hpcdaemon.client.ConnectOptions;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.client.RemoteJob;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.message.JobInfo;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "wait",
        mixinStandardHelpOptions = true,
        description = "Waits until a job has ended; exits with 0 only if it COMPLETED.",
        footer = {
            "",
            "Examples:",
            "  hpc job wait mybox j_0123456789abcdef && echo trained",
            "  hpc job wait mybox j_0123456789abcdef --timeout 30m",
            "",
            "Exit codes: 0 COMPLETED; FAILED: the job's own, 128+n for signal n, else 1;",
            "124 TIMEOUT, 137 OUT_OF_MEMORY, 143 CANCELLED or PREEMPTED, 1 NODE_FAIL, LOST",
            "or UNKNOWN; 125 hpc itself failed; 126 it still runs after --timeout."
        })
@SuppressWarnings("NullAway.Init") // options are set by picocli
final class JobWaitCommand implements Callable<Integer>, OwnExitCodes {
    private final Context context;

    @Mixin
    private JobArguments at;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            converter = Durations.class,
            description =
                    "Wait at most so long, such as 90s, 30m or 12h; a bare number is seconds (default: until it ends).")
    private @Nullable Duration timeout;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    JobWaitCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (HpcClient client = context.client();
                DaemonSession session =
                        client.connect(at.daemon(), ConnectOptions.defaults().withPatience(patience()))) {
            RemoteJob job = session.job(at.job());
            JobInfo info = timeout == null ? job.await() : job.await(timeout);
            JobPrinter.print(context.out(), info, json);
            return JobExit.of(info);
        }
    }

    /** A connection that is lost meanwhile is not tried again for longer than the job is waited for. */
    private Duration patience() {
        return timeout == null || timeout.compareTo(ConnectOptions.DEFAULT_PATIENCE) > 0
                ? ConnectOptions.DEFAULT_PATIENCE
                : timeout;
    }

    /** Apart from 1 to 4, which a job may end with. */
    @Override
    public int exitCode(ErrorCode failure) {
        return ExitCodes.NOT_STARTED;
    }
}
