package org.hpcdaemon.agent.cli.job;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.hpcdaemon.agent.cli.shared.Context;
import org.hpcdaemon.agent.cli.shared.DaemonArgument;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobList;
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
public final class JobListCommand implements Callable<Integer> {
    private final Context context;

    @Mixin
    private DaemonArgument daemon;

    @Option(names = "--active", description = "Only those that have not ended.")
    private boolean active;

    @Option(names = "--limit", paramLabel = "N", description = "At most this many (default 100).")
    private @Nullable Integer limit;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    public JobListCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        try (HpcClient client = context.client();
                DaemonSession session = client.connect(daemon.id())) {
            new JobTable((active ? "no active jobs" : "no jobs yet") + "; submit one: hpc job submit " + daemon.id()
                            + " COMMAND")
                    .print(context, jobs(session), json);
        }
        return ExitCodes.OK;
    }

    /** In as many pieces as they come in. */
    private List<JobInfo> jobs(DaemonSession session) {
        List<JobInfo> jobs = new ArrayList<>();
        int wanted = limit == null ? JobRequest.DEFAULT_LIMIT : limit;
        JobList page = session.call(new JobRequest.List(active, wanted), JobList.class);
        jobs.addAll(page.jobs());
        while (page.hasMore() && jobs.size() < wanted) {
            JobId last = jobs.getLast().job();
            page = session.call(new JobRequest.List(active, wanted - jobs.size(), last), JobList.class);
            jobs.addAll(page.jobs());
        }
        return jobs;
    }
}
