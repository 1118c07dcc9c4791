package org.hpcdaemon.daemon.job.slurm;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hpcdaemon.protocol.message.JobUsage;
import org.jspecify.annotations.Nullable;

/** sacct(1): what slurmdbd remembers of jobs that slurmctld has forgotten. Many sites have none. */
final class Accounting {
    /** A command line holds 128 KiB at least; a job's id with its comma takes 11. */
    static final int MOST_IDS = 5000;

    private static final List<String> FIELDS =
            List.of("JobID", "State", "ExitCode", "Start", "End", "ElapsedRaw", "AllocCPUS", "TotalCPU", "NodeList");

    private Accounting() {}

    /** @param jobIds at most {@link #MOST_IDS} */
    static List<String> command(Collection<String> jobIds) {
        return List.of(
                "sacct",
                "--noheader",
                "--parsable2",
                "--allocations",
                "--array",
                "--jobs=" + String.join(",", jobIds),
                "--format=" + String.join(",", FIELDS));
    }

    /** By the name sacct gives them: {@code 12} or {@code 12_3}. Lines of another form are passed over. */
    static Map<String, SlurmState.Said> parse(String out) {
        Map<String, SlurmState.Said> found = new HashMap<>();
        for (String line : out.split("\n", -1)) {
            String[] cells = line.split("\\|", -1);
            if (cells.length == FIELDS.size() && cells[0].matches("\\d+(_\\d+)?")) {
                found.put(cells[0], said(cells)); // the last of a job that was requeued is how it is
            }
        }
        return found;
    }

    private static SlurmState.Said said(String[] cells) {
        @Nullable Instant start = Times.parse(cells[3]);
        @Nullable Instant end = Times.parse(cells[4]);
        return new SlurmState.Said(
                cells[1],
                null,
                0,
                ExitStatus.parse(cells[2]).orElse(null),
                start,
                end,
                cells[8].isEmpty() || cells[8].startsWith("None") ? null : cells[8],
                usage(cells[5], cells[6], cells[7]));
    }

    private static @Nullable JobUsage usage(String elapsed, String cpus, String used) {
        if (!elapsed.matches("\\d{1,12}") || !cpus.matches("\\d{1,9}")) {
            return null;
        }
        long ran = Long.parseLong(elapsed);
        long whole = ran * Long.parseLong(cpus);
        double seconds = seconds(used);
        // 0: no plugin gathers it, or it was too short to be seen.
        boolean known = whole > 0 && seconds > 0;
        return new JobUsage(ran * 1000, known ? Math.round(seconds / whole * 1000) / 1000.0 : null, null);
    }

    /** Of {@code [DD-[HH:]]MM:SS[.mmm]}; 0 for anything else. */
    private static double seconds(String text) {
        if (!text.matches("(\\d+-)?(\\d+:)?\\d+:\\d+(\\.\\d+)?")) {
            return 0;
        }
        int dash = text.indexOf('-');
        double all = 0;
        for (String part : text.substring(dash + 1).split(":", -1)) {
            all = all * 60 + Double.parseDouble(part);
        }
        return dash < 0 ? all : all + Long.parseLong(text.substring(0, dash)) * 86_400.0;
    }
}
