package org.hpcdaemon.agent.cli.job;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.hpcdaemon.agent.cli.shared.Context;
import org.hpcdaemon.agent.cli.shared.Durations;
import org.hpcdaemon.cli.OwnExitCodes;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.client.RemoteJob;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.message.job.JobInfo;
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
            "or UNKNOWN; 125 hpc itself failed; 126 it still runs after --timeout.",
            "A lost connection is tried again for a day."
        })
@SuppressWarnings("NullAway.Init") // options are set by picocli
public final class JobWaitCommand implements Callable<Integer>, OwnExitCodes {
    private final Context context;

    @Mixin
    private JobArguments at;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            converter = Durations.class,
            description =
                    "Wait at most this long, such as 90s, 30m or 12h; a bare number is seconds (default: until it ends).")
    private @Nullable Duration timeout;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    public JobWaitCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (HpcClient client = context.client();
                DaemonSession session = client.connect(at.daemon(), JobWaiting.options(context.err(), timeout))) {
            RemoteJob job = session.job(at.job());
            JobInfo info = timeout == null ? job.await() : job.await(timeout);
            JobPrinter.print(context.out(), info, json);
            return JobExit.of(info);
        }
    }

    /** Apart from 1 to 4, which a job may end with. */
    @Override
    public int exitCode(ErrorCode failure) {
        return ExitCodes.NOT_STARTED;
    }
}
