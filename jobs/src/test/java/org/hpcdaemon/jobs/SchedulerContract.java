package org.hpcdaemon.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.hpcdaemon.jobs.folder.JobFolder;
import org.hpcdaemon.jobs.folder.JobPlaces;
import org.hpcdaemon.jobs.folder.TaskFolder;
import org.hpcdaemon.jobs.folder.TaskRecord;
import org.hpcdaemon.jobs.model.ArraySpec;
import org.hpcdaemon.jobs.model.TaskKey;
import org.hpcdaemon.jobs.scheduler.JobLaunch;
import org.hpcdaemon.jobs.scheduler.Scheduler;
import org.hpcdaemon.jobs.scheduler.Sighting;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.hpcdaemon.protocol.message.job.JobState;
import org.hpcdaemon.sandbox.Guard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every scheduler must do. */
public abstract class SchedulerContract {
    @TempDir
    protected Path home;

    private final RandomIds ids = RandomIds.secure();

    /** The scheduler as a daemon that has just started finds it; called again for the next daemon. */
    protected abstract Scheduler open(JobPlaces places) throws IOException;

    @Test
    void whatWasSubmittedIsFoundByItsTagAlsoByTheNextDaemonAndNothingElseIs() throws IOException {
        Scheduler scheduler = open(places());
        JobId job = ids.job();
        assertThat(find(scheduler, job)).isInstanceOf(Scheduler.Lookup.Absent.class);

        Scheduler.Submission answer = submit(scheduler, job, Specs.sh("exit 0"));

        assertThat(answer).isInstanceOf(Scheduler.Submission.Accepted.class);
        String schedulerId = ((Scheduler.Submission.Accepted) answer).schedulerId();
        assertThat(find(scheduler, job)).isEqualTo(new Scheduler.Lookup.Found(schedulerId));
        assertThat(find(open(places()), job)).isEqualTo(new Scheduler.Lookup.Found(schedulerId));
        assertThat(find(scheduler, ids.job())).isInstanceOf(Scheduler.Lookup.Absent.class);
        awaitRecord(job);
    }

    @Test
    void aSurveySpeaksOfEveryTaskAndAnEndLeavesARecord() throws IOException {
        Scheduler scheduler = open(places());
        JobId job = ids.job();
        submit(scheduler, job, Specs.array("exit $HPC_ARRAY_TASK_ID", "0,3"));
        List<TaskKey> tasks = List.of(new TaskKey(job, 0), new TaskKey(job, 3));

        assertThat(sightings(scheduler, tasks)).containsOnlyKeys(tasks);

        for (TaskKey task : tasks) {
            await().until(() -> {
                sightings(scheduler, tasks);
                return places().folder(job).task(task.element()).exited().isPresent();
            });
            assertThat(places().folder(job)
                            .task(task.element())
                            .exited()
                            .orElseThrow()
                            .code())
                    .isEqualTo(task.element());
        }
    }

    @Test
    void aTaskThatIsCancelledEndsAndSaysSo() throws IOException {
        Scheduler scheduler = open(places());
        JobId job = ids.job();
        TaskKey task = new TaskKey(job, TaskKey.PLAIN);
        submit(scheduler, job, Specs.sh("sleep 600"));
        TaskFolder folder = places().folder(job).task(TaskKey.PLAIN);
        await().until(() -> sightings(scheduler, List.of(task)).get(task) instanceof Sighting.Running);

        folder.markCancelled();
        assertThat(scheduler.cancel(job, List.of(TaskKey.PLAIN))).isInstanceOf(Scheduler.Cancellation.Requested.class);

        // Its wrapper says so, or, if that was ended before it could begin, the scheduler.
        await().until(() -> folder.exited().map(TaskRecord.Exited::cancelled).orElse(false)
                || (sightings(scheduler, List.of(task)).get(task) instanceof Sighting.Ended ended
                        && ended.state() == JobState.CANCELLED));
        assertThat(scheduler.cancel(job, List.of(TaskKey.PLAIN)))
                .as("again")
                .isInstanceOf(Scheduler.Cancellation.Requested.class);
    }

    private void awaitRecord(JobId job) {
        await().until(() -> places().folder(job).task(TaskKey.PLAIN).exited().isPresent());
    }

    protected static Scheduler.Lookup find(Scheduler scheduler, JobId job) {
        Scheduler.Survey survey = scheduler.survey(List.of(), List.of(job));
        assertThat(survey).isInstanceOf(Scheduler.Survey.Answer.class);
        return Objects.requireNonNull(
                ((Scheduler.Survey.Answer) survey).lookups().get(job));
    }

    private static Map<TaskKey, Sighting> sightings(Scheduler scheduler, List<TaskKey> tasks) {
        Scheduler.Survey survey = scheduler.survey(tasks, List.of());
        assertThat(survey).isInstanceOf(Scheduler.Survey.Answer.class);
        return ((Scheduler.Survey.Answer) survey).sightings();
    }

    private Scheduler.Submission submit(Scheduler scheduler, JobId job, JobSpec spec) throws IOException {
        ArraySpec array = ArraySpec.parse(spec.array());
        JobFolder folder = places().folder(job);
        Path cwd = Files.createDirectories(home.resolve("work"));
        folder.prepare(spec, array, cwd, scheduler.wrapperLimits(spec), Guard.OFF);
        return scheduler.submit(new JobLaunch(job, spec, folder, cwd, array, List.of(), Instant.now()));
    }

    private JobPlaces places() {
        return new JobPlaces(home.resolve("jobs"), home.resolve("work"));
    }
}
