package org.hpcdaemon.jobs.charge;

import java.util.Collection;
import java.util.Optional;
import org.hpcdaemon.jobs.model.ArraySpec;
import org.hpcdaemon.jobs.model.TaskStatus;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.hpcdaemon.protocol.message.job.JobUsage;
import org.jspecify.annotations.Nullable;

/**
 * What a job takes, all elements of an array together: what is set aside for it times how long. Pure.
 *
 * @param tasks 1, or the elements of an array
 * @param gpuSeconds absent: the request does not tell
 * @param cpuSeconds absent: the request does not tell
 */
public record JobCost(
        long tasks, @Nullable Long gpuSeconds, @Nullable Long cpuSeconds) {
    /** Three hundred thousand years; so much of ten thousand jobs can still be added up. */
    static final long MAX_SECONDS = 1L << 43;

    /** What it may take at most. */
    public static JobCost asked(JobSpec spec) {
        long tasks = ArraySpec.parse(spec.array()).elements().size();
        Long seconds = spec.timeLimitSeconds();
        Long all = seconds == null ? null : times(seconds, tasks);
        return new JobCost(tasks, times(RequestedGpus.of(spec), all), times(cpus(spec), all));
    }

    /** What it has taken, now that it is over. */
    static JobCost used(JobSpec spec, Collection<TaskStatus> tasks) {
        Long seconds = 0L;
        for (TaskStatus task : tasks) {
            Long took = seconds(task, spec.timeLimitSeconds());
            seconds = took == null || seconds == null ? null : Long.valueOf(Math.min(seconds + took, MAX_SECONDS));
        }
        return new JobCost(tasks.size(), times(RequestedGpus.of(spec), seconds), times(cpus(spec), seconds));
    }

    /** Of one task that is over; where nothing tells how long it ran, all that it was given. */
    private static @Nullable Long seconds(TaskStatus task, @Nullable Long limit) {
        return Optional.ofNullable(task.usage())
                .map(JobUsage::runMs)
                .map(ms -> Math.ceilDiv(ms, 1000L))
                .orElse(task.startedAt() == null ? Long.valueOf(0) : limit);
    }

    /** What further options say of them is not known. */
    private static @Nullable Long cpus(JobSpec spec) {
        if (!spec.extra().isEmpty()) {
            return null;
        }
        long tasks = spec.tasks() != null ? spec.tasks() : spec.nodes() != null ? spec.nodes() : 1;
        return tasks * (spec.cpus() == null ? 1 : spec.cpus());
    }

    private static @Nullable Long times(@Nullable Long count, @Nullable Long seconds) {
        if (count != null && count == 0) {
            return 0L;
        }
        if (count == null || seconds == null) {
            return null;
        }
        return seconds > MAX_SECONDS / count ? Long.valueOf(MAX_SECONDS) : Long.valueOf(count * seconds);
    }
}
