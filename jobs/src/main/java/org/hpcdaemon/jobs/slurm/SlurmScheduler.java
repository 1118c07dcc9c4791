package org.hpcdaemon.jobs.slurm;

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
import java.util.function.Function;
import org.hpcdaemon.jobs.command.SchedulerCommands;
import org.hpcdaemon.jobs.command.SubmitLeftover;
import org.hpcdaemon.jobs.command.UnconfirmedSubmissions;
import org.hpcdaemon.jobs.folder.AllowedPlaces;
import org.hpcdaemon.jobs.folder.JobPlaces;
import org.hpcdaemon.jobs.model.LaunchLimits;
import org.hpcdaemon.jobs.model.SchedulerKind;
import org.hpcdaemon.jobs.model.TaskKey;
import org.hpcdaemon.jobs.scheduler.JobLaunch;
import org.hpcdaemon.jobs.scheduler.Scheduler;
import org.hpcdaemon.jobs.scheduler.Sighting;
import org.hpcdaemon.jobs.scheduler.TaskCommands;
import org.hpcdaemon.jobs.slurm.command.SubmitAnswer;
import org.hpcdaemon.jobs.slurm.command.Tag;
import org.hpcdaemon.jobs.slurm.observe.AccountingLookup;
import org.hpcdaemon.jobs.slurm.observe.Queue;
import org.hpcdaemon.jobs.slurm.observe.QueueRow;
import org.hpcdaemon.jobs.slurm.observe.QueueSnapshot;
import org.hpcdaemon.jobs.slurm.observe.SlurmState;
import org.hpcdaemon.jobs.slurm.observe.SlurmTimes;
import org.hpcdaemon.jobs.slurm.step.SlurmCommands;
import org.hpcdaemon.jobs.slurm.step.StepFiles;
import org.hpcdaemon.jobs.slurm.submit.Dependencies;
import org.hpcdaemon.jobs.slurm.submit.Exported;
import org.hpcdaemon.jobs.slurm.submit.Redirection;
import org.hpcdaemon.jobs.slurm.submit.SpecReader;
import org.hpcdaemon.jobs.slurm.submit.SubmitCommand;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobSpec;

/**
 * Jobs of SLURM's, submitted by sbatch, watched by one squeue for all of them, ended by scancel. Each carries its id
 * as a tag in its comment; a job without such a tag is not seen and never touched.
 */
public final class SlurmScheduler implements Scheduler {
    /** A dead slurmctld makes sbatch and squeue wait for 9 and 18 s before they say so; a busy one answers later. */
    private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(60);

    /** While nothing changes: SLURM is asked about a job that has a record of its end at once all the same. */
    private static final Duration IDLE = Duration.ofSeconds(60);

    private static final String UNKNOWN_ID = "Invalid job id";

    private final SlurmSettings settings;
    private final JobPlaces places;
    private final Function<JobId, Optional<JobInfo>> jobs;
    private final InstantSource clock;
    private final SchedulerCommands commands;
    private final UnconfirmedSubmissions submissions;
    private final AccountingLookup accounts;
    private final SpecReader specs;
    private final SlurmCommands stepCommands;

    /** @param jobs what is stored of this daemon's jobs */
    public SlurmScheduler(
            SlurmSettings settings, JobPlaces places, Function<JobId, Optional<JobInfo>> jobs, InstantSource clock) {
        this.settings = settings;
        this.places = places;
        this.jobs = jobs;
        this.clock = clock;
        this.commands = new SchedulerCommands(settings.commands());
        this.submissions = new UnconfirmedSubmissions("SLURM", "sbatch", settings.certainAfter(), places, clock);
        this.accounts = new AccountingLookup(commands);
        this.stepCommands = new SlurmCommands(settings.commands());
        this.specs = new SpecReader(new AllowedPlaces(settings.allowedDirs(), places.workDir(), places.files()));
    }

    @Override
    public SchedulerKind kind() {
        return SchedulerKind.SLURM;
    }

    @Override
    public JobSpec understand(JobSpec spec) {
        return specs.of(spec);
    }

    /** Seconds of a time limit; everything else SLURM enforces. */
    @Override
    public LaunchLimits wrapperLimits(JobSpec spec) {
        Long limit = spec.timeLimitSeconds();
        boolean oneNode = spec.nodes() == null || spec.nodes() == 1;
        long cpus = (spec.cpus() == null ? 1L : spec.cpus()) * (spec.tasks() == null ? 1L : spec.tasks());
        return new LaunchLimits(
                limit == null || limit % 60 == 0 ? 0 : limit,
                LaunchLimits.GRACE_SECONDS,
                0,
                oneNode ? (int) Math.min(cpus, Integer.MAX_VALUE) : 0);
    }

    @Override
    public boolean hasTheLastWord() {
        return true;
    }

    @Override
    public Submission submit(JobLaunch launch) {
        submissions.forget(launch.job());
        return switch (new Dependencies(jobs).of(launch.dependencies())) {
            case Dependencies.Condition.Never(String reason) -> new Submission.Refused(reason);
            case Dependencies.Condition.NotYet(String reason) -> new Submission.Unavailable(reason);
            case Dependencies.Condition.Option(String option) -> submit(launch, option);
        };
    }

    private Submission submit(JobLaunch launch, String dependency) {
        try {
            launch.folder().inherit(Exported.base(launch.spec().extra(), settings.jobs()));
            Redirection.of(launch.spec().extra()).write(launch.folder());
            StepFiles.write(launch.folder());
        } catch (IOException e) {
            return new Submission.Unavailable("the job's folder cannot be written: " + e.getMessage());
        }
        return SubmitAnswer.of(commands.run(COMMAND_TIMEOUT, SubmitCommand.of(launch, dependency)));
    }

    @Override
    public Survey survey(Collection<TaskKey> tasks, Collection<JobId> unconfirmed) {
        Set<JobId> atWork = SubmitLeftover.atWork(
                unconfirmed,
                job -> "\0--comment=" + Tag.of(job)); // before the question: what ends meanwhile is in the answer
        return switch (ask()) {
            case Asked.Silent(String reason) -> new Survey.Silent(reason);
            case Asked.Answer(QueueSnapshot snapshot) ->
                new Survey.Answer(sightings(tasks, snapshot), submissions.lookUp(unconfirmed, atWork, snapshot::id));
        };
    }

    private Map<TaskKey, Sighting> sightings(Collection<TaskKey> tasks, QueueSnapshot snapshot) {
        Instant now = clock.instant();
        Map<TaskKey, Sighting> sightings = new HashMap<>();
        Map<TaskKey, AccountingLookup.VanishedJob> gone = new HashMap<>();
        Map<JobId, AccountingLookup.VanishedJob> missing = new HashMap<>();
        for (TaskKey task : tasks) {
            snapshot.of(task)
                    .ifPresentOrElse(
                            said -> sightings.put(task, SlurmState.sighting(said, now)),
                            () -> gone.put(task, missing.computeIfAbsent(task.job(), job -> missing(job, snapshot))));
        }
        sightings.putAll(accounts.of(gone, now));
        return sightings;
    }

    @Override
    public Survey explain(Collection<TaskKey> tasks) {
        List<String> names = tasks.stream()
                .flatMap(task -> storedId(task.job()).map(id -> name(task, id)).stream())
                .toList();
        if (names.isEmpty()) {
            return new Survey.Answer(Map.of(), Map.of());
        }
        return switch (ask(Queue.ofJobs(names, settings.user()))) {
            case Asked.Silent(String reason) ->
                // It has forgotten the one job it was asked about: a survey finds out more.
                reason.contains(UNKNOWN_ID) ? new Survey.Answer(Map.of(), Map.of()) : new Survey.Silent(reason);
            case Asked.Answer(QueueSnapshot snapshot) -> {
                Instant now = clock.instant();
                Map<TaskKey, Sighting> sightings = new HashMap<>();
                tasks.forEach(task ->
                        snapshot.of(task).ifPresent(said -> sightings.put(task, SlurmState.sighting(said, now))));
                yield new Survey.Answer(sightings, Map.of());
            }
        };
    }

    private Optional<String> storedId(JobId job) {
        return jobs.apply(job).map(JobInfo::schedulerId);
    }

    /** As SLURM's commands call it. */
    private static String name(TaskKey task, String jobId) {
        return task.plain() ? jobId : jobId + "_" + task.element();
    }

    private AccountingLookup.VanishedJob missing(JobId job, QueueSnapshot snapshot) {
        Optional<JobInfo> stored = jobs.apply(job);
        return new AccountingLookup.VanishedJob(
                snapshot.id(job).or(() -> stored.map(JobInfo::schedulerId)).orElse(""),
                stored.map(JobInfo::submittedAt).orElse(Instant.EPOCH));
    }

    @Override
    public TaskCommands commands() {
        return stepCommands;
    }

    /** Of two submissions of one job, the one whose wrapper took it on. */
    @Override
    public Cancellation cancel(JobId job, List<Integer> elements) {
        return places.folder(job)
                .schedulerId()
                .or(() -> storedId(job))
                .map(id -> CancelCommand.answer(commands.run(COMMAND_TIMEOUT, CancelCommand.of(id, elements))))
                .orElseGet(Cancellation.Requested::new);
    }

    @Override
    public void forget(JobId job) {
        submissions.forget(job);
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

    private sealed interface Asked {
        record Answer(QueueSnapshot snapshot) implements Asked {}

        record Silent(String reason) implements Asked {}
    }

    private Asked ask() {
        return ask(Queue.ofUser(settings.user()));
    }

    private Asked ask(List<String> command) {
        QueueSnapshot snapshot = new QueueSnapshot(this::runs);
        return switch (commands.eachLine(
                COMMAND_TIMEOUT,
                command,
                SlurmTimes.IN_UTC,
                line -> Queue.row(line).ifPresent(snapshot::add))) {
            case SchedulerCommands.Outcome.NotStarted(String reason) -> new Asked.Silent(reason);
            case SchedulerCommands.Outcome.TimedOut(String reason) -> new Asked.Silent(reason);
            case SchedulerCommands.Outcome.Done(int exitCode, String _, String err) ->
                exitCode == 0 ? new Asked.Answer(snapshot) : new Asked.Silent(SubmitAnswer.words(err));
        };
    }

    /** Of two submissions of one job, the one whose wrapper took it on; the other has ended without doing anything. */
    private boolean runs(QueueRow row) {
        return Tag.job(row.comment())
                .flatMap(job -> places.folder(job).schedulerId())
                .filter(row.jobId()::equals)
                .isPresent();
    }
}
