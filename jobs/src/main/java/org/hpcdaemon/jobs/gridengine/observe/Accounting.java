package org.hpcdaemon.jobs.gridengine.observe;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code qacct -j}, line by line: of some jobs, how each task has ended, and how often it was started before. Used by one thread. */
public final class Accounting {
    private static final DateTimeFormatter BEGIN =
            DateTimeFormatter.ofPattern("uuuuMMddHHmm", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Set<String> wanted;
    private final Map<String, String> fields = new HashMap<>();
    private final Map<Task, Attempts> found = new HashMap<>();

    private record Task(String jobId, @Nullable Integer task) {}

    /** @param last absent as long as all that is known is that it was to be started again */
    private record Attempts(int restarts, @Nullable AccountingRecord last) {}

    /** @param wanted numbers of jobs */
    public Accounting(Set<String> wanted) {
        this.wanted = Set.copyOf(wanted);
    }

    /**
     * The command that lists what one user's jobs have come to: one pass through the accounting file, however many jobs are asked about.
     *
     * @param since the earliest end that matters; numbers of jobs are used again
     */
    public static List<String> command(String user, Instant since) {
        return List.of("qacct", "-E", "-b", BEGIN.format(since), "-o", user, "-j");
    }

    public void line(String line) {
        if (line.startsWith("=====")) {
            end();
            return;
        }
        int space = line.indexOf(' ');
        if (space > 0) {
            fields.put(line.substring(0, space), line.substring(space).strip());
        }
    }

    /** After the last line. */
    public void end() {
        if (wanted.contains(fields.getOrDefault("jobnumber", ""))) {
            AccountingRecord record = AccountingRecord.of(fields);
            found.merge(
                    new Task(record.jobId(), record.task()),
                    new Attempts(record.restarted() ? 1 : 0, record.restarted() ? null : record),
                    (before, now) -> new Attempts(
                            before.restarts() + now.restarts(), now.last() == null ? before.last() : now.last()));
        }
        fields.clear();
    }

    /** How often a task is known to have been started again. */
    int restarts(String jobId, @Nullable Integer task) {
        Attempts attempts = found.get(new Task(jobId, task));
        return attempts == null ? 0 : attempts.restarts();
    }

    /** How a task ended; empty if that is not known. */
    public Optional<AccountedEnd> of(String jobId, @Nullable Integer task) {
        Attempts attempts = found.get(new Task(jobId, task));
        AccountingRecord last = attempts == null ? null : attempts.last();
        return last == null ? Optional.empty() : Optional.of(AccountedEnd.of(last, restarts(jobId, task) + 1));
    }
}
