package org.hpcdaemon.daemon.job;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.message.JobInfo;
import org.hpcdaemon.protocol.message.JobSpec;
import org.hpcdaemon.protocol.message.JobState;
import org.hpcdaemon.store.Sql;

/** Jobs that an earlier daemon submitted, put into the store at once. */
public final class ManyJobs {
    private ManyJobs() {}

    /** For the next daemon on that home. */
    public static List<JobId> accepted(JobsRig rig, int count) {
        JobStore store = rig.store;
        RandomIds ids = RandomIds.secure();
        JobSpec spec = Specs.sh("true");
        return rig.database.write(sql -> {
            List<JobId> jobs = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                JobId job = ids.job();
                store.insert(sql, info(job, Integer.toString(1000 + i)), spec, List.of(TaskKey.PLAIN));
                jobs.add(job);
            }
            Sql.update(sql, "UPDATE job SET phase = ?", Phase.ACTIVE.stored());
            return jobs;
        });
    }

    private static JobInfo info(JobId job, String schedulerId) {
        return new JobInfo(
                job,
                "many",
                JobsRig.ANN.agent(),
                JobState.PENDING,
                null,
                null,
                null,
                1,
                "slurm",
                schedulerId,
                null,
                Instant.EPOCH,
                null,
                null,
                null,
                null,
                List.of(),
                null,
                null);
    }
}
