package org.hpcdaemon.jobs.verdict;

import org.hpcdaemon.jobs.folder.TaskFolder;
import org.hpcdaemon.jobs.folder.TaskRecord;
import org.hpcdaemon.jobs.model.TaskStatus;
import org.hpcdaemon.jobs.scheduler.Sighting;
import org.hpcdaemon.linux.process.SignalNames;
import org.hpcdaemon.protocol.message.job.JobState;
import org.hpcdaemon.protocol.message.job.JobUsage;
import org.jspecify.annotations.Nullable;

/**
 * How a task ended that left a record, from that record and the scheduler's word. A success takes both; otherwise the
 * scheduler knows why it ended, and the record knows the exit code, which an accounting may tell wrong.
 */
final class RecordedEnd {
    /** The wrapper's own code for what it could not begin: its words are then the last of the task's standard error. */
    private static final int NOT_BEGUN = 125;

    private final TaskRecord.Exited record;
    private final TaskFolder folder;

    /** @param folder where the record is, and what it does not say */
    RecordedEnd(TaskRecord.Exited record, TaskFolder folder) {
        this.record = record;
        this.folder = folder;
    }

    /** @param sighting the scheduler's last word; if it does not say how the task ended, the record does alone */
    TaskStatus of(TaskStatus status, @Nullable Sighting sighting) {
        TaskStatus placed = status.node() == null ? status.started(null, record.node()) : status;
        TaskStatus recorded = byRecord(placed);
        if (!(sighting instanceof Sighting.Ended said)) {
            return recorded;
        }
        JobUsage took = said.usage() == null ? record.usage(status.startedAt()) : said.usage();
        return switch (said.state()) {
            case COMPLETED -> recorded.took(took);
            case FAILED ->
                recorded.state() != JobState.COMPLETED
                        ? recorded.took(took)
                        : placed.over(
                                JobState.FAILED,
                                said.exitCode(),
                                said.signal(),
                                said.reason() + "; its command " + how(),
                                record.at(),
                                took);
            case CANCELLED, TIMEOUT, OUT_OF_MEMORY, NODE_FAIL, PREEMPTED, LOST, UNKNOWN, PENDING, RUNNING ->
                placed.over(
                        said.state(),
                        record.code(),
                        said.state() == JobState.NODE_FAIL ? null : signal(),
                        record.cancelled() && said.state() == JobState.CANCELLED ? recorded.reason() : said.reason(),
                        record.at(),
                        took);
        };
    }

    /** What is told of it until the scheduler has said how it ended. */
    String unconfirmed() {
        return "its command " + how() + "; the scheduler has not confirmed yet how the job ended";
    }

    private TaskStatus byRecord(TaskStatus status) {
        JobUsage took = record.usage(status.startedAt());
        if (record.cancelled()) {
            return status.over(JobState.CANCELLED, record.code(), signal(), "cancelled", record.at(), took);
        }
        if (record.outOfMemory()) {
            String reason = "used more memory than it asked for";
            return status.over(JobState.OUT_OF_MEMORY, record.code(), signal(), reason, record.at(), took);
        }
        if (record.timedOut()) {
            String reason = "reached its time limit";
            return status.over(JobState.TIMEOUT, record.code(), signal(), reason, record.at(), took);
        }
        boolean good = Integer.valueOf(0).equals(record.code());
        return good
                ? status.over(JobState.COMPLETED, 0, null, null, record.at(), took)
                : status.over(JobState.FAILED, record.code(), signal(), how(), record.at(), took);
    }

    private String how() {
        String signal = signal();
        String how = signal == null ? "exited with " + record.code() : "ended by signal " + signal;
        return Integer.valueOf(NOT_BEGUN).equals(record.code())
                ? how + LastWords.of(folder).map(words -> ": " + words).orElse(", and gives no reason")
                : how;
    }

    private @Nullable String signal() {
        return record.signal() == null ? null : SignalNames.of(record.signal());
    }
}
