package org.hpcdaemon.agent.cli;

import java.util.concurrent.Callable;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.message.JobInfo;
import org.hpcdaemon.protocol.message.JobRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "cancel",
        mixinStandardHelpOptions = true,
        description = "Cancels a job, and everything it started.",
        footer = {"", "Example:", "  hpc job cancel mybox j_0123456789abcdef"})
@SuppressWarnings("NullAway.Init") // options are set by picocli
final class JobCancelCommand implements Callable<Integer> {
    private final Context context;

    @Mixin
    private JobArguments at;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    JobCancelCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        try (HpcClient client = context.client();
                DaemonSession session = client.connect(at.daemon())) {
            JobInfo info = session.call(new JobRequest.Cancel(at.job(), null), JobInfo.class);
            JobPrinter.print(context.out(), info, json);
        }
        return ExitCodes.OK;
    }
}
