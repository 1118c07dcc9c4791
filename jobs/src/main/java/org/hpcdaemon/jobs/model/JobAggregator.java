package org.hpcdaemon.jobs.model;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.function.Function;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobState;
import org.hpcdaemon.protocol.message.job.JobUsage;
import org.jspecify.annotations.Nullable;

/** What is said of a job as a whole, from what is known of its tasks. Pure. */
public final class JobAggregator {
    private JobAggregator() {}

    public static JobInfo of(JobInfo job, NavigableMap<Integer, TaskStatus> tasks) {
        TaskStatus plain = tasks.get(TaskKey.PLAIN);
        return plain != null ? with(job, plain, List.of()) : ofArray(job, tasks);
    }

    private static JobInfo ofArray(JobInfo job, NavigableMap<Integer, TaskStatus> tasks) {
        Collection<TaskStatus> all = tasks.values();
        boolean over = all.stream().allMatch(TaskStatus::finished);
        List<Integer> failed = tasks.entrySet().stream()
                .filter(task -> task.getValue().finished() && task.getValue().state() != JobState.COMPLETED)
                .map(Map.Entry::getKey)
                .toList();
        // The first that failed for a reason of its own says more than those that were cancelled with it.
        @Nullable
        TaskStatus worst = failed.stream()
                .map(tasks::get)
                .filter(Objects::nonNull)
                .min(Comparator.comparing(task -> task.state() == JobState.CANCELLED))
                .orElse(null);
        JobState state = over ? (worst == null ? JobState.COMPLETED : worst.state()) : unfinished(all);
        TaskStatus whole = new TaskStatus(
                state,
                !over ? null : worst == null ? Integer.valueOf(0) : worst.exitCode(),
                over && worst != null ? worst.signal() : null,
                over
                        ? (worst == null ? null : failed.size() + " of " + all.size() + " elements did not complete")
                        : null,
                all.stream().mapToInt(TaskStatus::attempt).max().orElse(1),
                null,
                first(all),
                over ? last(all) : null,
                over ? null : expected(all),
                over ? usage(all) : null,
                sandbox(all));
        return with(job, whole, failed);
    }

    /** The lowest that any was at: no more can be said of the whole. */
    private static @Nullable String sandbox(Collection<TaskStatus> all) {
        return all.stream()
                .map(TaskStatus::sandbox)
                .filter(Objects::nonNull)
                .max(Comparator.comparingInt(List.of("enforced", "refused", "advisory")::indexOf))
                .orElse(null);
    }

    private static JobState unfinished(Collection<TaskStatus> all) {
        if (all.stream().anyMatch(task -> task.state() == JobState.RUNNING)) {
            return JobState.RUNNING;
        }
        if (all.stream().anyMatch(task -> task.state() == JobState.UNKNOWN && !task.finished())) {
            return JobState.UNKNOWN;
        }
        return all.stream().anyMatch(TaskStatus::finished) ? JobState.RUNNING : JobState.PENDING;
    }

    private static @Nullable Instant first(Collection<TaskStatus> all) {
        return all.stream()
                .map(TaskStatus::startedAt)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    private static @Nullable Instant last(Collection<TaskStatus> all) {
        return all.stream()
                .map(TaskStatus::endedAt)
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder())
                .orElse(null);
    }

    private static @Nullable Instant expected(Collection<TaskStatus> all) {
        return all.stream()
                .map(TaskStatus::estimatedStart)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    private static @Nullable JobUsage usage(Collection<TaskStatus> all) {
        Instant end = last(all);
        JobUsage time = end == null ? null : TaskStatus.between(first(all), end);
        return time == null
                ? null
                : new JobUsage(time.runMs(), mean(all, JobUsage::cpuEfficiency), mean(all, JobUsage::memoryEfficiency));
    }

    /** Of the elements whose usage is known, weighted by their run time. */
    private static @Nullable Double mean(Collection<TaskStatus> all, Function<JobUsage, @Nullable Double> efficiency) {
        double weights = 0;
        double sum = 0;
        for (TaskStatus task : all) {
            JobUsage usage = task.usage();
            Double value = usage == null ? null : efficiency.apply(usage);
            if (usage != null && value != null) {
                weights += usage.runMs();
                sum += usage.runMs() * value;
            }
        }
        return weights == 0 ? null : Math.round(sum / weights * 1000) / 1000.0;
    }

    public static JobInfo with(JobInfo job, TaskStatus status, List<Integer> failed) {
        return with(job, status, failed, null);
    }

    /** What is said of one element. */
    public static JobInfo element(JobInfo job, int element, TaskStatus status) {
        return with(job, status, List.of(), element);
    }

    private static JobInfo with(JobInfo job, TaskStatus status, List<Integer> failed, @Nullable Integer element) {
        return new JobInfo(
                job.job(),
                job.name(),
                job.agent(),
                status.state(),
                status.exitCode(),
                status.signal(),
                status.reason(),
                status.attempt(),
                job.scheduler(),
                job.schedulerId(),
                status.node(),
                job.submittedAt(),
                status.startedAt(),
                status.endedAt(),
                status.estimatedStart(),
                status.usage(),
                failed,
                element,
                status.sandbox() == null ? job.sandbox() : status.sandbox(),
                null);
    }

    public static JobInfo accepted(JobInfo job, String schedulerId) {
        return new JobInfo(
                job.job(),
                job.name(),
                job.agent(),
                job.state(),
                job.exitCode(),
                job.signal(),
                null,
                job.attempt(),
                job.scheduler(),
                schedulerId,
                job.node(),
                job.submittedAt(),
                job.startedAt(),
                job.endedAt(),
                job.estimatedStart(),
                job.usage(),
                job.failedElements(),
                null,
                job.sandbox(),
                null);
    }
}
