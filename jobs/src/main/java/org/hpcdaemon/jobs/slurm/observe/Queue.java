package org.hpcdaemon.jobs.slurm.observe;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hpcdaemon.jobs.slurm.command.Tag;
import org.jspecify.annotations.Nullable;

/**
 * squeue(1): one question for all jobs of this user, also those that ended and that slurmctld has not forgotten
 * (MinJobAge). Columns have fixed widths, so nothing a user may write into a comment moves one.
 */
public final class Queue {
    private record Column(String name, int width) {}

    // Each wider than the longest value that decides anything; squeue cuts off what is longer.
    private static final Column JOB = new Column("ArrayJobID", 20);
    private static final Column ELEMENT = new Column("ArrayTaskID", 80);
    private static final Column STATE = new Column("State", 20);
    private static final Column EXIT = new Column("exit_code", 16);
    private static final Column RESTARTS = new Column("RestartCnt", 16);
    private static final Column START = new Column("StartTime", 24);
    private static final Column END = new Column("EndTime", 24);
    private static final Column NODE = new Column("BatchHost", 64);
    private static final Column COMMENT = new Column("Comment", 64);
    private static final Column REASON = new Column("Reason", 100);
    private static final List<Column> COLUMNS =
            List.of(JOB, ELEMENT, STATE, EXIT, RESTARTS, START, END, NODE, COMMENT, REASON);

    /** Since 23.02, squeue prints no cell at all, and no blanks either, for an exit code that is not set. */
    private static final List<Column> WITHOUT_EXIT =
            COLUMNS.stream().filter(column -> !column.equals(EXIT)).toList();

    private static final Pattern COUNT = Pattern.compile("\\d{1,6}");

    private Queue() {}

    /**
     * The command that lists the jobs of one user.
     *
     * @param user a number: names may be long, or not known on this host
     */
    public static List<String> ofUser(long user) {
        return command("--user=" + user);
    }

    /**
     * One job slurmctld finds by its number. For several, squeue fetches the jobs of all users, unless it is told whose
     * they are.
     */
    public static List<String> ofJobs(Collection<String> names, long user) {
        String which = "--jobs=" + String.join(",", names);
        return names.size() == 1 ? command(which) : command(which, "--user=" + user);
    }

    private static List<String> command(String... which) {
        StringBuilder format = new StringBuilder();
        for (Column column : COLUMNS) {
            format.append(format.isEmpty() ? "" : ",")
                    .append(column.name())
                    .append(':')
                    .append(column.width());
        }
        List<String> command = new ArrayList<>(List.of("squeue", "--noheader", "--array", "--states=all"));
        command.addAll(List.of(which));
        command.add("--Format=" + format);
        return command;
    }

    static List<QueueRow> parse(String out) {
        return Arrays.stream(out.split("\n", -1))
                .flatMap(line -> row(line).stream())
                .toList();
    }

    /** Empty for a line that does not belong to the table. */
    public static Optional<QueueRow> row(String line) {
        String jobId = cell(COLUMNS, line, JOB);
        if (jobId.isEmpty() || !jobId.chars().allMatch(Character::isDigit)) {
            return Optional.empty();
        }
        String element = cell(COLUMNS, line, ELEMENT);
        // How often a job was restarted is always said: where no number stands, the line has other cells.
        return Stream.of(COLUMNS, WITHOUT_EXIT)
                .filter(cells -> COUNT.matcher(cell(cells, line, RESTARTS)).matches())
                .findFirst()
                .map(cells -> new QueueRow(jobId, element, cell(cells, line, COMMENT), said(cells, line)))
                .or(() -> Tag.within(line).map(tag -> new QueueRow(jobId, element, tag, SlurmState.Said.UNREADABLE)));
    }

    private static SlurmState.Said said(List<Column> cells, String line) {
        @Nullable Instant start = SlurmTimes.parse(cell(cells, line, START));
        @Nullable Instant end = SlurmTimes.parse(cell(cells, line, END));
        return new SlurmState.Said(
                cell(cells, line, STATE).intern(), // the same few words in ten thousand lines
                absent(cell(cells, line, REASON)),
                Integer.parseInt(cell(cells, line, RESTARTS)),
                cells.contains(EXIT) ? ExitStatus.parse(cell(cells, line, EXIT)).orElse(null) : null,
                start,
                end,
                absent(cell(cells, line, NODE)),
                null);
    }

    private static @Nullable String absent(String text) {
        return switch (text) {
            case "", "None", "N/A", "n/a", "(null)" -> null;
            default -> text.intern();
        };
    }

    private static String cell(List<Column> cells, String line, Column wanted) {
        int from = 0;
        for (Column column : cells) {
            if (column.equals(wanted)) {
                return from >= line.length()
                        ? ""
                        : line.substring(from, Math.min(line.length(), from + column.width()))
                                .strip();
            }
            from += column.width();
        }
        throw new IllegalArgumentException("no column " + wanted);
    }
}
