package org.hpcdaemon.agent.cli.job;

import java.util.concurrent.Callable;
import org.hpcdaemon.agent.cli.shared.Context;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "cancel",
        mixinStandardHelpOptions = true,
        description =
                "Cancels a job, and everything it started. It may take a while to end; `hpc job wait` waits for that.",
        footer = {
            "",
            "Examples:",
            "  hpc job cancel mybox j_0123456789abcdef",
            "  hpc job cancel mybox j_0123456789abcdef --element 3"
        })
@SuppressWarnings("NullAway.Init") // options are set by picocli
public final class JobCancelCommand implements Callable<Integer> {
    private final Context context;

    @Mixin
    private JobArguments at;

    @Option(names = "--element", paramLabel = "N", description = "For an array: only this element.")
    private @Nullable Integer element;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    public JobCancelCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        try (HpcClient client = context.client();
                DaemonSession session = client.connect(at.daemon())) {
            JobInfo info = at.job(session, element).cancel();
            if (json) {
                JobPrinter.print(context.out(), info, true);
            } else {
                JobPrinter.cancelled(context.out(), info);
            }
        }
        return ExitCodes.OK;
    }
}
