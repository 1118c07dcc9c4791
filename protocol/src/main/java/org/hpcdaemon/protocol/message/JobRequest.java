package org.hpcdaemon.protocol.message;

import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobList;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.hpcdaemon.protocol.message.value.Checks;
import org.hpcdaemon.protocol.message.value.LogChunk;
import org.hpcdaemon.protocol.message.value.LogStream;
import org.jspecify.annotations.Nullable;

/** Jobs: work that outlives connections and the daemon, and wakes its agent when it ends. */
public sealed interface JobRequest extends Request {
    /** Of {@code job.list} and {@code job.elements}: what a person looks through. */
    int DEFAULT_LIMIT = 100;

    /** {@code job.submit}. Answer: {@link JobInfo}. */
    record Submit(IdempotencyKey key, JobSpec spec) implements JobRequest {
        public Submit {
            Checks.required("key", key);
            Checks.required("spec", spec);
        }
    }

    /**
     * {@code job.status}. Answer: {@link JobInfo}.
     *
     * @param element one element of an array; absent: the whole job
     */
    record Status(JobId job, @Nullable Integer element) implements JobRequest {
        public Status {
            Checks.required("job", job);
            Checks.range("element", element, 0, 4_000_000);
        }

        /** Of the whole job. */
        public Status(JobId job) {
            this(job, null);
        }
    }

    /**
     * {@code job.elements}: each element of an array, by ascending index. Answer: {@link JobList}.
     *
     * @param from the first index wanted; absent: 0
     * @param limit 1 to 1000; absent: {@link #DEFAULT_LIMIT}
     */
    record Elements(
            JobId job, @Nullable Integer from, @Nullable Integer limit) implements JobRequest {
        public Elements {
            Checks.required("job", job);
            Checks.range("from", from, 0, 4_000_000);
            Checks.range("limit", limit, 1, 1000);
        }
    }

    /**
     * {@code job.list}: the caller's jobs, newest first. Answer: {@link JobList}.
     *
     * @param active only those that have not ended
     * @param limit 1 to 1000; absent: {@link #DEFAULT_LIMIT}
     * @param after the last of an answer that had more: those that are older; absent: from the newest on
     */
    record List(
            boolean active,
            @Nullable Integer limit,
            @Nullable JobId after) implements JobRequest {
        public List {
            Checks.range("limit", limit, 1, 1000);
        }

        /** From the newest on. */
        public List(boolean active, @Nullable Integer limit) {
            this(active, limit, null);
        }
    }

    /**
     * {@code job.cancel}. Answer: {@link JobInfo}, whose state follows when the scheduler has done it.
     *
     * @param element one element of an array; absent: the whole job
     */
    record Cancel(JobId job, @Nullable Integer element) implements JobRequest {
        public Cancel {
            Checks.required("job", job);
            Checks.range("element", element, 0, 4_000_000);
        }
    }

    /**
     * {@code job.remove}: forgets a job that has ended, with its logs. Answer: {@link Done}. A wake-up of it that was not
     * sent yet still comes.
     */
    record Remove(JobId job) implements JobRequest {
        public Remove {
            Checks.required("job", job);
        }
    }

    /**
     * {@code job.logs}: a chunk of a log. Answer: {@link LogChunk}.
     *
     * @param from the first byte wanted; absent: the last {@code maxBytes}
     * @param maxBytes absent: 64 KiB
     * @param waitMs how long to wait for a byte at {@code from}, or the job's end, if there is none yet: at most 30 s
     */
    record Logs(
            JobId job,
            LogStream stream,
            @Nullable Long from,
            @Nullable Integer maxBytes,
            @Nullable Integer element,
            @Nullable Integer waitMs)
            implements JobRequest {
        public Logs {
            Checks.required("job", job);
            stream = stream == null ? LogStream.STDOUT : stream;
            Checks.range("from", from, 0, Long.MAX_VALUE);
            Checks.range("maxBytes", maxBytes, 1, Limits.LOG_CHUNK_BYTES);
            Checks.range("element", element, 0, 4_000_000);
            Checks.range("waitMs", waitMs, 0, Limits.LOG_WAIT_MS);
        }

        /** What is there now. */
        public Logs(
                JobId job,
                LogStream stream,
                @Nullable Long from,
                @Nullable Integer maxBytes,
                @Nullable Integer element) {
            this(job, stream, from, maxBytes, element, null);
        }
    }
}
