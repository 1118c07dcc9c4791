package org.hpcdaemon.jobs.gridengine;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.hpcdaemon.jobs.command.SchedulerCommands;
import org.hpcdaemon.jobs.command.SubmitLeftover;
import org.hpcdaemon.jobs.command.UnconfirmedSubmissions;
import org.hpcdaemon.jobs.folder.AllowedPlaces;
import org.hpcdaemon.jobs.folder.JobPlaces;
import org.hpcdaemon.jobs.folder.TaskRecord;
import org.hpcdaemon.jobs.gridengine.command.DeleteCommand;
import org.hpcdaemon.jobs.gridengine.command.SubmitAnswer;
import org.hpcdaemon.jobs.gridengine.command.Tag;
import org.hpcdaemon.jobs.gridengine.observe.GridEngineQuestions;
import org.hpcdaemon.jobs.gridengine.observe.GridEngineQuestions.Asked;
import org.hpcdaemon.jobs.gridengine.observe.QueueSnapshot;
import org.hpcdaemon.jobs.gridengine.submit.ArrayTasks;
import org.hpcdaemon.jobs.gridengine.submit.Dependencies;
import org.hpcdaemon.jobs.gridengine.submit.ParallelEnvironments;
import org.hpcdaemon.jobs.gridengine.submit.SpecReader;
import org.hpcdaemon.jobs.gridengine.submit.SubmitCommand;
import org.hpcdaemon.jobs.model.LaunchLimits;
import org.hpcdaemon.jobs.model.SchedulerKind;
import org.hpcdaemon.jobs.model.TaskKey;
import org.hpcdaemon.jobs.scheduler.JobLaunch;
import org.hpcdaemon.jobs.scheduler.Scheduler;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.jspecify.annotations.Nullable;

/**
 * Jobs of Grid Engine's, submitted by qsub, watched by one qstat for all of them, ended by qdel; how they ended, qacct says. Each
 * carries its id as a tag at the end of its name; a job without such a tag is not seen and never touched.
 */
public final class GridEngineScheduler implements Scheduler {
    /** While nothing changes: Grid Engine is asked about a job that has a record of its end at once all the same. */
    private static final Duration IDLE = Duration.ofSeconds(60);

    private final GridEngineSettings settings;
    private final JobPlaces places;
    private final Function<JobId, Optional<JobInfo>> jobs;
    private final InstantSource clock;
    private final SchedulerCommands commands;
    private final UnconfirmedSubmissions submissions;
    private final SpecReader specs;
    private final ParallelEnvironments environments;
    private final GridEngineQuestions questions;
    private final Dependencies dependencies;

    /** The numbering of each array's tasks, as its folder has it. */
    private final Map<JobId, ArrayTasks> arrays = new ConcurrentHashMap<>();

    /** @param jobs what is stored of this daemon's jobs */
    public GridEngineScheduler(
            GridEngineSettings settings,
            JobPlaces places,
            Function<JobId, Optional<JobInfo>> jobs,
            InstantSource clock) {
        this.settings = settings;
        this.places = places;
        this.jobs = jobs;
        this.clock = clock;
        this.commands = new SchedulerCommands(settings.commands());
        this.submissions = new UnconfirmedSubmissions("Grid Engine", "qsub", settings.certainAfter(), places, clock);
        this.specs = new SpecReader(new AllowedPlaces(settings.allowedDirs(), places.workDir(), places.files()));
        this.environments = new ParallelEnvironments(commands, settings.patience());
        this.questions = new GridEngineQuestions(commands, settings.user(), settings.patience());
        this.dependencies = new Dependencies(jobs);
    }

    @Override
    public SchedulerKind kind() {
        return SchedulerKind.GRIDENGINE;
    }

    @Override
    public JobSpec understand(JobSpec spec) {
        return specs.of(spec);
    }

    /** Grid Engine kills at once, so the wrapper sees to a time limit before it does; and to memory, which it limits by address space alone. */
    @Override
    public LaunchLimits wrapperLimits(JobSpec spec) {
        return new LaunchLimits(
                SubmitCommand.wrapperSeconds(spec.timeLimitSeconds()),
                LaunchLimits.GRACE_SECONDS,
                spec.memoryMb() == null ? 0 : Math.min(spec.memoryMb(), Long.MAX_VALUE >> 10) << 10,
                spec.cpus() == null ? 1 : spec.cpus());
    }

    @Override
    public boolean hasTheLastWord() {
        return true;
    }

    @Override
    public Submission submit(JobLaunch launch) {
        submissions.forget(launch.job());
        return switch (dependencies.of(launch.dependencies())) {
            case Dependencies.Condition.Never(String reason) -> new Submission.Refused(reason);
            case Dependencies.Condition.NotYet(String reason) -> new Submission.Unavailable(reason);
            case Dependencies.Condition.WaitFor condition -> submit(launch, condition);
        };
    }

    private Submission submit(JobLaunch launch, Dependencies.Condition.WaitFor condition) {
        Integer cpus = launch.spec().cpus();
        if (cpus == null || cpus == 1) {
            return submit(launch, condition, null);
        }
        return switch (environments.onOneNode()) {
            case ParallelEnvironments.Found.Named(String name) -> submit(launch, condition, name);
            case ParallelEnvironments.Found.Unknown() ->
                new Submission.Unavailable("qconf does not say which parallel environments there are");
            case ParallelEnvironments.Found.None() ->
                new Submission.Refused(
                        "field \"cpus\": this Grid Engine has no parallel environment that gives all slots on one node"
                                + " (allocation rule $pe_slots); leave it out, and name one in the field \"extra\": -pe NAME "
                                + cpus);
        };
    }

    private Submission submit(JobLaunch launch, Dependencies.Condition.WaitFor condition, @Nullable String slots) {
        try {
            SubmitCommand.prepare(launch, settings.jobs());
            condition.write(launch.folder());
        } catch (IOException e) {
            return new Submission.Unavailable("the job's folder cannot be written: " + e.getMessage());
        }
        return SubmitAnswer.of(commands.run(settings.patience(), SubmitCommand.of(launch, slots, condition.ids())));
    }

    @Override
    public Survey survey(Collection<TaskKey> tasks, Collection<JobId> unconfirmed) {
        Set<JobId> atWork = SubmitLeftover.atWork(unconfirmed, job -> Tag.of(job, null)); // before the question
        return ask(tasks, Map.of(), unconfirmed, atWork);
    }

    /** These have a record of an end: one that Grid Engine has waiting again has been started anew, after exit 99 for one. */
    @Override
    public Survey explain(Collection<TaskKey> tasks) {
        Map<TaskKey, Integer> ended = new HashMap<>();
        for (TaskKey task : tasks) {
            places.folder(task.job())
                    .task(task.element())
                    .exited()
                    .map(TaskRecord.Exited::attempt)
                    .ifPresent(attempt -> ended.put(task, attempt));
        }
        return ask(tasks, ended, List.of(), Set.of());
    }

    private Survey ask(
            Collection<TaskKey> tasks, Map<TaskKey, Integer> ended, Collection<JobId> unconfirmed, Set<JobId> atWork) {
        return switch (questions.queue(job -> places.folder(job).schedulerId())) {
            case Asked.Silent(String reason) -> new Survey.Silent(reason);
            case Asked.Answer(QueueSnapshot snapshot) -> {
                List<GridEngineQuestions.Subject> subjects = tasks.stream()
                        .map(task -> subject(task, ended.getOrDefault(task, 0), snapshot))
                        .toList();
                yield new Survey.Answer(
                        questions.sightings(subjects, snapshot, clock.instant()),
                        submissions.lookUp(unconfirmed, atWork, snapshot::id));
            }
        };
    }

    private GridEngineQuestions.Subject subject(TaskKey task, int ended, QueueSnapshot snapshot) {
        Optional<JobInfo> stored = jobs.apply(task.job());
        return new GridEngineQuestions.Subject(
                task,
                numbering(task.job()).task(task.element()),
                snapshot.id(task.job())
                        .or(() -> stored.map(JobInfo::schedulerId))
                        .orElse(""),
                stored.map(JobInfo::submittedAt).orElse(Instant.EPOCH),
                ended,
                places.folder(task.job()).task(task.element()));
    }

    private ArrayTasks numbering(JobId job) {
        return arrays.computeIfAbsent(job, each -> ArrayTasks.in(places.folder(each)));
    }

    /** Of two submissions of one job, the one whose wrapper took it on. */
    @Override
    public Cancellation cancel(JobId job, List<Integer> elements) {
        List<Integer> tasks = elements.contains(TaskKey.PLAIN)
                ? List.of()
                : elements.stream().map(numbering(job)::task).sorted().toList();
        return id(job).map(id -> DeleteCommand.answer(commands.run(settings.patience(), DeleteCommand.of(id, tasks))))
                .orElseGet(Cancellation.Requested::new);
    }

    private Optional<String> id(JobId job) {
        return places.folder(job).schedulerId().or(() -> jobs.apply(job).map(JobInfo::schedulerId));
    }

    /** A job in error would stay in the queue for ever, and run once its error were cleared. */
    @Override
    public void forget(JobId job) {
        submissions.forget(job);
        arrays.remove(job);
        questions
                .inError(job)
                .ifPresent(id -> Thread.ofVirtual()
                        .name("qdel")
                        .start(() -> commands.run(settings.patience(), DeleteCommand.of(id, List.of()))));
    }

    @Override
    public Duration missingFor() {
        return settings.missingFor();
    }

    @Override
    public Duration surveyEvery() {
        return settings.surveyEvery();
    }

    @Override
    public Duration surveyAfterHint() {
        return settings.surveyEvery();
    }

    @Override
    public Duration surveyAtLeastEvery() {
        Duration every = settings.surveyEvery();
        return every.compareTo(IDLE) > 0 ? every : IDLE;
    }
}
