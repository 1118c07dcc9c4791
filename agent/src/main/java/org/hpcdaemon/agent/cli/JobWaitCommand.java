package org.hpcdaemon.agent.cli;

import java.util.concurrent.Callable;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.protocol.message.JobInfo;
import org.hpcdaemon.protocol.message.JobRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "wait",
        mixinStandardHelpOptions = true,
        description = "Waits until a job has ended and passes on its exit code.",
        footer = {"", "Example:", "  hpc job wait mybox j_0123456789abcdef && echo trained"})
@SuppressWarnings("NullAway.Init") // options are set by picocli
final class JobWaitCommand implements Callable<Integer> {
    private final Context context;

    @Mixin
    private JobArguments at;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    JobWaitCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (HpcClient client = context.client();
                DaemonSession session = client.connect(at.daemon())) {
            JobInfo info = session.call(new JobRequest.Status(at.job()), JobInfo.class);
            while (!info.state().terminal()) {
                Polling.pause();
                info = session.call(new JobRequest.Status(at.job()), JobInfo.class);
            }
            JobPrinter.print(context.out(), info, json);
            return JobPrinter.exitCode(info);
        }
    }
}
