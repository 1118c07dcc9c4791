package org.hpcdaemon.agent.cli.job;

import java.util.List;
import org.hpcdaemon.agent.cli.shared.Context;
import org.hpcdaemon.cli.Table;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.rpc.Json;

/** Jobs on a line each, or as JSON. */
final class JobTable {
    private final Table table;

    /** @param none what is said where there are none */
    JobTable(String none) {
        table = new Table(none, "JOB", "STATE", "NAME", "HOW IT ENDED, OR WHY IT WAITS");
    }

    void print(Context context, List<JobInfo> jobs, boolean json) {
        if (json) {
            context.out().println(Json.pretty(jobs));
        } else {
            table.print(
                    context.out(),
                    context.err(),
                    jobs.stream().map(JobPrinter::row).toList());
        }
    }
}
