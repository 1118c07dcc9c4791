package org.hpcdaemon.daemon.job;

import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.JobInfo;

/** A job that has not ended, as the watcher remembers it: as stored. Used by one thread at a time. */
final class ActiveJob {
    private JobInfo info;
    private final NavigableMap<Integer, TaskStatus> tasks;

    ActiveJob(JobInfo info, NavigableMap<Integer, TaskStatus> tasks) {
        this.info = info;
        this.tasks = new TreeMap<>(tasks);
    }

    JobId id() {
        return info.job();
    }

    JobInfo info() {
        return info;
    }

    NavigableMap<Integer, TaskStatus> tasks() {
        return Collections.unmodifiableNavigableMap(tasks);
    }

    /** What would be said of the job with those changes. */
    JobInfo with(Map<Integer, TaskStatus> changed) {
        NavigableMap<Integer, TaskStatus> all = new TreeMap<>(tasks);
        all.putAll(changed);
        return Roundup.of(info, all);
    }

    void stored(JobInfo now, Map<Integer, TaskStatus> changed) {
        info = now;
        tasks.putAll(changed);
    }
}
