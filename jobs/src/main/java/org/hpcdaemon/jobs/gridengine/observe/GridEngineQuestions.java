package org.hpcdaemon.jobs.gridengine.observe;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.hpcdaemon.jobs.command.SchedulerCommands;
import org.hpcdaemon.jobs.folder.TaskFolder;
import org.hpcdaemon.jobs.folder.TaskRecord;
import org.hpcdaemon.jobs.gridengine.command.SubmitAnswer;
import org.hpcdaemon.jobs.model.TaskKey;
import org.hpcdaemon.jobs.scheduler.Sighting;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.job.JobState;
import org.jspecify.annotations.Nullable;

/**
 * Asks Grid Engine about many tasks at once: the queue about all of them, the accounting about those that are not in the queue any
 * more, and why jobs are held or in error. Thread-safe.
 */
public final class GridEngineQuestions {
    /** Clocks of this host and of the master's differ, and the accounting is asked by whole minutes. */
    private static final Duration CLOCKS = Duration.ofHours(1);

    /** A whole accounting file is read each time, which may have gigabytes. */
    private static final Duration ACCOUNTING_PATIENCE = Duration.ofMinutes(2);

    /** Each has some kilobytes of answer; the others are told without a reason until it is their turn. */
    private static final int MAX_TROUBLED = 50;

    private static final String FORGOTTEN = "Grid Engine has forgotten it: ";

    private final SchedulerCommands commands;
    private final String user;
    private final Duration patience;
    private final Map<JobId, String> inError = new ConcurrentHashMap<>();

    /** What was last found out about what is held and in error: while that stays the same, nobody is asked again. */
    private record Known(Set<String> about, Troubles troubles) {}

    private volatile Known known = new Known(Set.of(), Troubles.none());

    public GridEngineQuestions(SchedulerCommands commands, String user, Duration patience) {
        this.commands = commands;
        this.user = user;
        this.patience = patience;
    }

    /**
     * One task that is asked about.
     *
     * @param number of the task; absent of a plain job
     * @param jobId Grid Engine's; empty if it is not known
     * @param ended the last of its attempts that left a record before this question; 0: none
     */
    public record Subject(
            TaskKey task, @Nullable Integer number, String jobId, Instant submittedAt, int ended, TaskFolder folder) {}

    /** What came of asking for the queue. */
    public sealed interface Asked {
        record Answer(QueueSnapshot snapshot) implements Asked {}

        record Silent(String reason) implements Asked {}
    }

    /**
     * All jobs of the user.
     *
     * @param running see {@link QueueSnapshot}
     */
    public Asked queue(Function<JobId, Optional<String>> running) {
        QueueSnapshot snapshot = new QueueSnapshot(running);
        QueueXml xml = new QueueXml(snapshot::add);
        return switch (commands.eachLine(patience, QueueXml.command(user), Map.of(), xml::line)) {
            case SchedulerCommands.Outcome.NotStarted(String reason) -> new Asked.Silent(reason);
            case SchedulerCommands.Outcome.TimedOut(String reason) -> new Asked.Silent(reason);
            case SchedulerCommands.Outcome.Done(int exitCode, String _, String err) -> {
                if (exitCode != 0) {
                    yield new Asked.Silent(SubmitAnswer.words(err));
                }
                yield xml.whole()
                        ? new Asked.Answer(snapshot)
                        : new Asked.Silent("qstat -xml answers in another form than Grid Engine's");
            }
        };
    }

    /** A sighting of each. */
    public Map<TaskKey, Sighting> sightings(List<Subject> subjects, QueueSnapshot snapshot, Instant now) {
        Map<Subject, QueueRow> alive = new HashMap<>();
        List<Subject> gone = new ArrayList<>();
        for (Subject subject : subjects) {
            snapshot.alive(subject.task().job(), subject.number())
                    .ifPresentOrElse(row -> alive.put(subject, row), () -> gone.add(subject));
        }
        Map<TaskKey, Sighting> sightings = new HashMap<>();
        Troubles troubles = troubles(alive.values());
        alive.forEach((subject, row) -> {
            if (row.inError()) {
                inError.put(subject.task().job(), row.jobId());
            }
            sightings.put(
                    subject.task(),
                    GridEngineState.sighting(row, subject.number(), restarts(subject, row), troubles, now));
        });
        sightings.putAll(ends(gone, now));
        return sightings;
    }

    /** The number of a job that was seen in error, once. */
    public Optional<String> inError(JobId job) {
        return Optional.ofNullable(inError.remove(job));
    }

    private static int restarts(Subject subject, QueueRow row) {
        return row.restarted() || subject.ended() > 0
                ? restarts(
                        row,
                        subject.ended(),
                        subject.folder()
                                .started()
                                .map(TaskRecord.Started::attempt)
                                .orElse(0))
                : 0;
    }

    /**
     * How often it is known to have been started again; the queue says no more than that, so its own records count. One in error waits,
     * and is not started again: its last attempt is what put it there.
     *
     * @param ended the last attempt with a record of its end
     * @param begun the last one with a record of its beginning
     */
    static int restarts(QueueRow row, int ended, int begun) {
        return row.waits() && !row.inError() ? Math.max(ended, row.restarted() ? begun : 0) : Math.max(0, begun - 1);
    }

    private Troubles troubles(Collection<QueueRow> rows) {
        Map<String, String> troubled = rows.stream()
                .filter(GridEngineState::troubled)
                .collect(Collectors.toMap(QueueRow::jobId, QueueRow::state, (one, _) -> one));
        Set<String> about = new TreeSet<>(troubled.keySet().stream()
                .sorted()
                .limit(MAX_TROUBLED)
                .map(id -> id + " " + troubled.get(id))
                .toList());
        if (about.isEmpty()) {
            return Troubles.none();
        }
        Known before = known;
        if (before.about().equals(about)) {
            return before.troubles();
        }
        List<String> ids = about.stream().map(each -> each.split(" ", 2)[0]).toList();
        if (commands.run(patience, Troubles.command(ids)) instanceof SchedulerCommands.Outcome.Done done
                && done.exitCode() == 0) {
            Troubles troubles = Troubles.parse(utf8(done.out()));
            known = new Known(about, troubles);
            return troubles;
        }
        return Troubles.none(); // asked again with the next question
    }

    private static String utf8(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /** Of what is not in the queue any more. */
    private Map<TaskKey, Sighting> ends(List<Subject> gone, Instant now) {
        Map<TaskKey, Sighting> sightings = new HashMap<>();
        if (gone.isEmpty()) {
            return sightings;
        }
        Ledger ledger = accounting(gone);
        for (Subject subject : gone) {
            sightings.put(subject.task(), end(subject, ledger, now));
        }
        return sightings;
    }

    private static Sighting end(Subject subject, Ledger ledger, Instant now) {
        boolean cancelled = subject.folder().cancelled();
        Optional<String> unmet = unmet(subject.folder());
        if (unmet.isPresent()) {
            return new Sighting.Ended(JobState.CANCELLED, null, null, unmet.get(), now);
        }
        return switch (ledger) {
            case Ledger.Silent(String reason) -> new Sighting.Unseen(FORGOTTEN + reason);
            case Ledger.None(String reason) -> unaccounted(subject, cancelled, 0, reason, now);
            case Ledger.Of(Accounting accounting) ->
                accounting
                        .of(subject.jobId(), subject.number())
                        .map(end -> end.sighting(cancelled, now))
                        .orElseGet(() -> unaccounted(
                                subject,
                                cancelled,
                                accounting.restarts(subject.jobId(), subject.number()),
                                "its accounting does not know it",
                                now));
        };
    }

    /** What was deleted while it waited is never accounted for. */
    private static Sighting unaccounted(Subject subject, boolean cancelled, int restarts, String reason, Instant now) {
        int begun = subject.folder().started().map(TaskRecord.Started::attempt).orElse(0);
        return cancelled && begun <= restarts
                ? new Sighting.Ended(
                        JobState.CANCELLED, null, null, "cancelled before it began", now, null, restarts + 1)
                : new Sighting.Forgotten(FORGOTTEN + reason);
    }

    /** Why the wrapper did not run it, if it was its to decide. */
    private static Optional<String> unmet(TaskFolder folder) {
        try {
            return Optional.of(Files.readString(folder.path().resolve("unmet")).strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private sealed interface Ledger {
        record Of(Accounting accounting) implements Ledger {}

        /** This cell keeps no accounts, or not here. */
        record None(String reason) implements Ledger {}

        /** It may keep some, and does not say. */
        record Silent(String reason) implements Ledger {}
    }

    private Ledger accounting(List<Subject> gone) {
        Set<String> ids = gone.stream().map(Subject::jobId).collect(Collectors.toSet());
        Instant first = gone.stream()
                .map(Subject::submittedAt)
                .min(Comparator.naturalOrder())
                .orElseThrow();
        Accounting accounting = new Accounting(ids);
        List<String> command = Accounting.command(user, first.minus(CLOCKS));
        return switch (commands.eachLine(ACCOUNTING_PATIENCE, command, Map.of(), accounting::line)) {
            case SchedulerCommands.Outcome.NotStarted(String reason) -> new Ledger.None("there is no qacct: " + reason);
            case SchedulerCommands.Outcome.TimedOut(String reason) -> new Ledger.Silent(reason);
            case SchedulerCommands.Outcome.Done(int exitCode, String _, String err) -> {
                if (exitCode == 0) {
                    accounting.end();
                    yield new Ledger.Of(accounting);
                }
                String reason = "its accounting does not answer: " + SubmitAnswer.words(err);
                yield err.contains("No such file") ? new Ledger.None(reason) : new Ledger.Silent(reason);
            }
        };
    }
}
