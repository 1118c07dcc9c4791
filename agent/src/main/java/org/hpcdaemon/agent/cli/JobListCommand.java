package org.hpcdaemon.agent.cli;

import java.util.concurrent.Callable;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.message.JobList;
import org.hpcdaemon.protocol.message.JobRequest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Lists your jobs on a daemon, newest first.",
        footer = {"", "Example:", "  hpc job list mybox --active"})
@SuppressWarnings("NullAway.Init") // options are set by picocli
final class JobListCommand implements Callable<Integer> {
    private final Context context;

    @Mixin
    private DaemonArgument daemon;

    @Option(names = "--active", description = "Only those that have not ended.")
    private boolean active;

    @Option(names = "--limit", description = "At most this many (default 100).")
    private @Nullable Integer limit;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    JobListCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        try (HpcClient client = context.client();
                DaemonSession session = client.connect(daemon.id())) {
            JobList list = session.call(new JobRequest.List(active, limit), JobList.class);
            JobPrinter.table(context.out(), list.jobs(), json);
        }
        return ExitCodes.OK;
    }
}
