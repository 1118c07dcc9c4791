package org.hpcdaemon.jobs.folder;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.hpcdaemon.jobs.model.TaskStatus;
import org.hpcdaemon.linux.process.Host;
import org.hpcdaemon.linux.process.ProcessIdentity;
import org.hpcdaemon.protocol.message.job.JobUsage;
import org.jspecify.annotations.Nullable;

/** What the wrapper leaves behind: its own testimony. A record that was cut short is none. */
public sealed interface TaskRecord {
    int attempt();

    Instant at();

    /**
     * It has begun.
     *
     * @param session of the processes it started (its own pid, unless the scheduler made one)
     * @param schedulerId of the job, as the scheduler told the wrapper; absent if it tells none
     */
    record Started(
            int attempt,
            Instant at,
            ProcessIdentity wrapper,
            long session,
            @Nullable String schedulerId) implements TaskRecord {}

    /**
     * It is over, and nothing of it is left running.
     *
     * @param code absent if a signal ended it
     * @param signal its number; absent if it exited
     * @param timedOut the wrapper ended it at its time limit
     * @param cancelled a cancel of ours had been asked for before the end
     * @param outOfMemory the wrapper ended it because it had more memory than it asked for
     * @param terminated the scheduler had sent it a TERM before the end
     * @param ranMs for how long, by a monotonic clock; absent: an older wrapper's
     * @param cpuMs processor time of what it ran and waited for
     * @param cpus set aside for it; 0: the wrapper was not told
     * @param memoryUsed most of it at one time, as a share of what it asked for; absent: not measured
     */
    record Exited(
            int attempt,
            Instant at,
            @Nullable Integer code,
            @Nullable Integer signal,
            boolean timedOut,
            boolean cancelled,
            boolean outOfMemory,
            boolean terminated,
            String node,
            @Nullable Long ranMs,
            long cpuMs,
            int cpus,
            @Nullable Double memoryUsed)
            implements TaskRecord {

        /** What it took; absent if that cannot be told. */
        @Nullable
        public JobUsage usage(@Nullable Instant startedAt) {
            JobUsage time = ranMs == null ? TaskStatus.between(startedAt, at) : new JobUsage(ranMs, null, null);
            if (time == null) {
                return null;
            }
            double given = (double) time.runMs() * cpus;
            return new JobUsage(
                    time.runMs(), given == 0 ? null : Math.round(cpuMs / given * 1000) / 1000.0, memoryUsed);
        }
    }

    /** Reads the record {@code started}; empty if it is not whole. */
    static Optional<Started> started(String text) {
        try {
            Map<String, String> fields = fields(text);
            return fields.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Started(
                            (int) number(fields, "attempt"),
                            Instant.ofEpochMilli(number(fields, "at")),
                            new ProcessIdentity(
                                    new Host(fields.getOrDefault("host", ""), fields.getOrDefault("boot", "")),
                                    number(fields, "pid"),
                                    number(fields, "start")),
                            number(fields, "session"),
                            fields.getOrDefault("scheduler", "").isEmpty() ? null : fields.get("scheduler")));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Reads the record {@code exit}; empty if it is not whole, so that it never counts as a success. */
    static Optional<Exited> exited(String text) {
        try {
            Map<String, String> fields = fields(text);
            if (fields.containsKey("code") == fields.containsKey("signal")) {
                return Optional.empty();
            }
            return Optional.of(new Exited(
                    (int) number(fields, "attempt"),
                    Instant.ofEpochMilli(number(fields, "at")),
                    fields.containsKey("code") ? (int) number(fields, "code") : null,
                    fields.containsKey("signal") ? (int) number(fields, "signal") : null,
                    fields.containsKey("timeout"),
                    fields.containsKey("cancelled"),
                    fields.containsKey("oom"),
                    fields.containsKey("terminated"),
                    fields.getOrDefault("host", ""),
                    fields.containsKey("ran_ms") ? Math.max(0, number(fields, "ran_ms")) : null,
                    Math.max(0, Long.parseLong(fields.getOrDefault("cpu_ms", "0"))),
                    Math.max(0, Integer.parseInt(fields.getOrDefault("cpus", "0"))),
                    share(fields.getOrDefault("peak_kb", ""), fields.getOrDefault("memory_kb", ""))));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static @Nullable Double share(String used, String given) {
        return used.isEmpty() || given.isEmpty() || Long.parseLong(given) <= 0
                ? null
                : Math.round(1000.0 * Long.parseLong(used) / Long.parseLong(given)) / 1000.0;
    }

    private static Map<String, String> fields(String text) {
        Map<String, String> fields = new HashMap<>();
        for (String line : text.lines().toList()) {
            if (line.equals("end")) {
                return fields;
            }
            int equals = line.indexOf('=');
            if (equals > 0) {
                fields.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
        return Map.of();
    }

    private static long number(Map<String, String> fields, String name) {
        return Long.parseLong(fields.getOrDefault(name, ""));
    }
}
