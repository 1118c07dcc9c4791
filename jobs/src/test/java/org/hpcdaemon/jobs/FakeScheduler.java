package org.hpcdaemon.jobs;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.hpcdaemon.jobs.model.SchedulerKind;
import org.hpcdaemon.jobs.model.TaskKey;
import org.hpcdaemon.jobs.scheduler.JobLaunch;
import org.hpcdaemon.jobs.scheduler.Scheduler;
import org.hpcdaemon.jobs.scheduler.Sighting;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.jspecify.annotations.Nullable;

/** A scheduler whose answers a test decides. */
final class FakeScheduler implements Scheduler {
    final Queue<Submission> answers = new ArrayDeque<>();
    final AtomicInteger submissions = new AtomicInteger();
    final AtomicInteger lookups = new AtomicInteger();
    final AtomicInteger surveys = new AtomicInteger();
    final AtomicInteger cancels = new AtomicInteger();
    volatile boolean deaf;
    volatile boolean arrives;
    volatile boolean silent;
    volatile boolean hanging;
    volatile boolean broken;
    volatile @Nullable JobSpec slowlyUnderstood;
    volatile @Nullable String partitionOfScripts;
    final Semaphore hang = new Semaphore(0);
    volatile Sighting sighting = new Sighting.Queued("Priority", 1);
    volatile @Nullable Sighting explanation;
    final Queue<List<TaskKey>> explained = new ConcurrentLinkedQueue<>();

    @Override
    public SchedulerKind kind() {
        return SchedulerKind.SLURM;
    }

    @Override
    public JobSpec understand(JobSpec spec) {
        if (spec.equals(slowlyUnderstood)) {
            hang.acquireUninterruptibly();
        }
        return partitionOfScripts == null
                ? spec
                : spec.toBuilder().partition(partitionOfScripts).build();
    }

    @Override
    public Submission submit(JobLaunch launch) {
        submissions.incrementAndGet();
        Submission answer = answers.poll();
        return answer == null ? new Submission.Accepted("77") : answer;
    }

    @Override
    public Survey survey(Collection<TaskKey> tasks, Collection<JobId> unconfirmed) {
        surveys.incrementAndGet();
        if (broken) {
            throw new IllegalStateException("a defect");
        }
        lookups.addAndGet(unconfirmed.size());
        if (hanging) {
            hang.acquireUninterruptibly();
        }
        if (silent) {
            return new Survey.Silent("down");
        }
        Map<TaskKey, Sighting> all = new HashMap<>();
        tasks.forEach(task -> all.put(task, sighting));
        Map<JobId, Lookup> found = new HashMap<>();
        unconfirmed.forEach(job -> found.put(job, arrives ? new Lookup.Found("77") : new Lookup.Absent()));
        return new Survey.Answer(all, found);
    }

    @Override
    public boolean hasTheLastWord() {
        return true;
    }

    @Override
    public Survey explain(Collection<TaskKey> tasks) {
        explained.add(List.copyOf(tasks));
        Sighting why = explanation;
        Map<TaskKey, Sighting> all = new HashMap<>();
        tasks.forEach(task -> all.put(task, why == null ? sighting : why));
        return new Survey.Answer(all, Map.of());
    }

    @Override
    public Duration missingFor() {
        return Duration.ofMillis(100);
    }

    @Override
    public Cancellation cancel(JobId job, List<Integer> elements) {
        cancels.incrementAndGet();
        return deaf ? new Cancellation.Silent("down") : new Cancellation.Requested();
    }

    @Override
    public void forget(JobId job) {}

    @Override
    public Duration surveyEvery() {
        return Duration.ofMillis(20);
    }
}
