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
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Prints how a job is.",
        footer = {"", "Example:", "  hpc job status mybox j_0123456789abcdef"})
@SuppressWarnings("NullAway.Init") // options are set by picocli
final class JobStatusCommand implements Callable<Integer> {
    private final Context context;

    @Mixin
    private JobArguments at;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    JobStatusCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        try (HpcClient client = context.client();
                DaemonSession session = client.connect(at.daemon())) {
            JobInfo info = session.call(new JobRequest.Status(at.job()), JobInfo.class);
            JobPrinter.print(context.out(), info, json);
        }
        return ExitCodes.OK;
    }
}
