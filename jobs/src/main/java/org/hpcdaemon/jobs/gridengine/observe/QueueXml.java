package org.hpcdaemon.jobs.gridengine.observe;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code qstat -xml}, line by line, each of which has one element: of ten thousand jobs no more than one is held, and a character that
 * XML does not allow spoils one name and not the answer. Used by one thread; pure but for what it has read.
 */
public final class QueueXml {
    private static final Pattern LEAF = Pattern.compile("\\s*<(\\w+)>(.*)</\\1>\\s*");
    private static final String END = "</job_info>";

    private final Consumer<QueueRow> rows;
    private final Map<String, String> job = new HashMap<>();
    private int ends;

    /** @param rows is given each job */
    public QueueXml(Consumer<QueueRow> rows) {
        this.rows = rows;
    }

    /**
     * The command that lists the jobs of one user: pending, running, suspended, and the last hundred or so that have ended.
     *
     * @param user the name; a file of defaults may have changed whose jobs are shown without it
     */
    public static List<String> command(String user) {
        return List.of("qstat", "-xml", "-u", user, "-s", "prsz");
    }

    public void line(String line) {
        Matcher leaf = LEAF.matcher(line);
        if (leaf.matches()) {
            job.put(leaf.group(1), text(leaf.group(2)));
        } else if (line.contains("<job_list")) {
            job.clear();
        } else if (line.contains("</job_list>")) {
            row();
        } else if (line.contains(END)) {
            ends++;
        }
    }

    /** Whether the answer has come to its end, so that what is not in it is not there: the list within, and the whole. */
    public boolean whole() {
        return ends == 2;
    }

    private void row() {
        String tasks = job.getOrDefault("tasks", "");
        rows.accept(new QueueRow(
                job.getOrDefault("JB_job_number", ""),
                job.getOrDefault("JB_name", ""),
                job.getOrDefault("state", ""),
                time(job.get("JAT_start_time")),
                job.getOrDefault("queue_name", ""),
                tasks.isEmpty() ? null : TaskRanges.parse(tasks).orElseGet(() -> new TaskRanges(List.of()))));
    }

    private static @Nullable Instant time(@Nullable String text) {
        try {
            return text == null ? null : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    private static String text(String escaped) {
        return escaped.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&apos;", "'")
                .replace("&amp;", "&");
    }
}
