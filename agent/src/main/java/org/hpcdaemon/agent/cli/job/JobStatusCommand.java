package org.hpcdaemon.agent.cli.job;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.hpcdaemon.agent.cli.shared.Context;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobList;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Shows a job's state.",
        footer = {
            "",
            "Examples:",
            "  hpc job status mybox j_0123456789abcdef",
            "  hpc job status mybox j_0123456789abcdef --elements"
        })
@SuppressWarnings("NullAway.Init") // options are set by picocli
public final class JobStatusCommand implements Callable<Integer> {
    private static final int PAGE = 1000; // the most that the protocol gives at once

    private final Context context;

    @Mixin
    private JobArguments at;

    @Option(names = "--element", paramLabel = "N", description = "For an array: only this element.")
    private @Nullable Integer element;

    @Option(names = "--elements", description = "For an array: each element.")
    private boolean elements;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    public JobStatusCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        try (HpcClient client = context.client();
                DaemonSession session = client.connect(at.daemon())) {
            if (elements) {
                new JobTable("no elements").print(context, elements(session), json);
            } else {
                JobInfo info = at.job(session, element).info();
                JobPrinter.print(context.out(), info, json);
                JobPrinter.details(context.out(), info, json);
            }
        }
        return ExitCodes.OK;
    }

    private List<JobInfo> elements(DaemonSession session) {
        List<JobInfo> all = new ArrayList<>();
        JobList page;
        int from = 0;
        do {
            page = session.call(new JobRequest.Elements(at.job(), from, PAGE), JobList.class);
            all.addAll(page.jobs());
            Integer last = all.isEmpty() ? null : all.getLast().element();
            from = last == null ? 0 : last + 1;
        } while (page.hasMore());
        return all;
    }
}
