package org.hpcdaemon.daemon.job;

import org.hpcdaemon.daemon.process.SignalNames;
import org.hpcdaemon.protocol.message.JobState;
import org.hpcdaemon.protocol.message.JobUsage;
import org.jspecify.annotations.Nullable;

/**
 * How a task ended that left a record, from that record and the scheduler's word. A success takes both; otherwise the
 * scheduler knows why it ended, and the record knows the exit code, which an accounting may tell wrong. Pure.
 */
final class RecordedEnd {
    private RecordedEnd() {}

    /** @param sighting the scheduler's last word; if it does not say how the task ended, the record does alone */
    static TaskStatus of(TaskStatus status, TaskRecord.Exited record, @Nullable Sighting sighting) {
        TaskStatus placed = status.node() == null ? status.started(null, record.node()) : status;
        TaskStatus recorded = byRecord(placed, record);
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
                                said.reason() + "; its command " + how(record),
                                record.at(),
                                took);
            case CANCELLED, TIMEOUT, OUT_OF_MEMORY, NODE_FAIL, PREEMPTED, LOST, UNKNOWN, PENDING, RUNNING ->
                placed.over(
                        said.state(),
                        record.code(),
                        said.state() == JobState.NODE_FAIL ? null : signal(record),
                        record.cancelled() && said.state() == JobState.CANCELLED ? recorded.reason() : said.reason(),
                        record.at(),
                        took);
        };
    }

    /** What is told of it until the scheduler has said how it ended. */
    static String unconfirmed(TaskRecord.Exited record) {
        return "its command " + how(record) + "; the scheduler has not confirmed yet how the job ended";
    }

    private static TaskStatus byRecord(TaskStatus status, TaskRecord.Exited record) {
        JobUsage took = record.usage(status.startedAt());
        if (record.cancelled()) {
            return status.over(JobState.CANCELLED, record.code(), signal(record), "cancelled", record.at(), took);
        }
        if (record.outOfMemory()) {
            String reason = "used more memory than it asked for";
            return status.over(JobState.OUT_OF_MEMORY, record.code(), signal(record), reason, record.at(), took);
        }
        if (record.timedOut()) {
            String reason = "reached its time limit";
            return status.over(JobState.TIMEOUT, record.code(), signal(record), reason, record.at(), took);
        }
        boolean good = Integer.valueOf(0).equals(record.code());
        return good
                ? status.over(JobState.COMPLETED, 0, null, null, record.at(), took)
                : status.over(JobState.FAILED, record.code(), signal(record), how(record), record.at(), took);
    }

    private static String how(TaskRecord.Exited record) {
        String signal = signal(record);
        return signal == null ? "exited with " + record.code() : "ended by signal " + signal;
    }

    private static @Nullable String signal(TaskRecord.Exited record) {
        return record.signal() == null ? null : SignalNames.of(record.signal());
    }
}
