package org.hpcdaemon.jobs;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.hpcdaemon.jobs.model.Phase;
import org.hpcdaemon.jobs.model.TaskKey;
import org.hpcdaemon.jobs.store.JobStore;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.hpcdaemon.protocol.message.job.JobState;
import org.hpcdaemon.store.Sql;

/** Jobs that an earlier daemon submitted, put into the store at once. */
public final class ManyJobs {
    private ManyJobs() {}

    /** For the next daemon on that home. */
    public static List<JobId> accepted(JobsRig rig, int count) {
        return put(rig, count, JobState.PENDING, List.of(), Phase.ACTIVE);
    }

    /** Arrays that have ended, with these elements failed. */
    static List<JobId> ended(JobsRig rig, int count, List<Integer> failed) {
        return put(rig, count, JobState.FAILED, failed, Phase.ENDED);
    }

    private static List<JobId> put(JobsRig rig, int count, JobState state, List<Integer> failed, Phase phase) {
        JobStore store = rig.store;
        RandomIds ids = RandomIds.secure();
        JobSpec spec = Specs.sh("true");
        return rig.database.write(sql -> {
            List<JobId> jobs = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                JobId job = ids.job();
                JobInfo info = info(job, Integer.toString(1000 + i), state, failed);
                store.insert(sql, info, spec, List.of(TaskKey.PLAIN), null);
                jobs.add(job);
            }
            Sql.update(sql, "UPDATE job SET phase = ?", phase.stored());
            return jobs;
        });
    }

    private static JobInfo info(JobId job, String schedulerId, JobState state, List<Integer> failed) {
        return new JobInfo(
                job,
                "many",
                JobsRig.ANN.agent(),
                state,
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
                failed,
                null,
                null,
                null);
    }
}
