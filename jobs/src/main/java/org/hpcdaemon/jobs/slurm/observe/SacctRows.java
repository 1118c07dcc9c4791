package org.hpcdaemon.jobs.slurm.observe;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hpcdaemon.protocol.message.job.JobUsage;
import org.jspecify.annotations.Nullable;

/**
 * sacct(1): what slurmdbd remembers of jobs that slurmctld has forgotten. Many sites have none. Options and fields are
 * those of SLURM 20.11; what it used is told of the steps of a job alone, so they are asked for too.
 */
final class SacctRows {
    /** A command line holds 128 KiB at least; a job's id with its comma takes 11. */
    static final int MAX_IDS = 5000;

    private static final List<String> FIELDS = List.of(
            "JobID",
            "State",
            "ExitCode",
            "Start",
            "End",
            "ElapsedRaw",
            "AllocCPUS",
            "TotalCPU",
            "NodeList",
            "AllocTRES",
            "TRESUsageInTot");

    /** A job, an element, or the elements of an array that never began; with something behind a dot, a step of it. */
    private static final Pattern NAME = Pattern.compile("(\\d+(?:_(?:\\d+|\\[[^\\]|]*\\]?))?)(\\..+)?");

    private static final Pattern MEMORY = Pattern.compile("(?:^|,)mem=(\\d{1,15}(?:\\.\\d{1,6})?)([KMGTP]?)(?=,|$)");
    private static final String UNITS = "KMGTP";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);

    private SacctRows() {}

    /**
     * Asks about whole jobs, with every attempt of each.
     *
     * @param jobIds of arrays, not of their elements; at most {@link #MAX_IDS}
     * @param since before the first of them was submitted: a site that began counting anew had other jobs of these ids
     */
    static List<String> command(Collection<String> jobIds, Instant since) {
        return List.of(
                "sacct",
                "--noheader",
                "--parsable2",
                "--duplicates",
                "--starttime=" + TIME.format(since),
                "--jobs=" + String.join(",", jobIds),
                "--format=" + String.join(",", FIELDS));
    }

    /** Lines of another form are passed over. */
    static Accounted parse(String out) {
        Map<String, Attempts> found = new HashMap<>();
        for (String line : out.split("\n", -1)) {
            String[] cells = line.split("\\|", -1);
            Matcher name = NAME.matcher(cells[0]);
            if (cells.length != FIELDS.size() || !name.matches()) {
                continue;
            }
            if (name.group(2) == null) {
                found.computeIfAbsent(name.group(1), _ -> new Attempts()).begin(cells);
            } else {
                found.computeIfPresent(name.group(1), (_, attempts) -> attempts.step(bytes(cells[10])));
            }
        }
        Map<String, SlurmState.Said> said = new HashMap<>();
        found.forEach((name, attempts) -> said.put(name, attempts.said()));
        return new Accounted(said);
    }

    /** Of one name, in the order they were made: the last is how it is. */
    private static final class Attempts {
        private String[] last = new String[FIELDS.size()];
        private int before;

        /** Bytes that the hungriest step of the last had at its worst moment; 0: not measured. */
        private double peak;

        void begin(String[] cells) {
            // A job that was given another size is a row more, and the same attempt.
            before += last[1] == null || last[1].startsWith("RESIZING") ? 0 : 1;
            last = cells;
            peak = 0;
        }

        Attempts step(double used) {
            peak = Math.max(peak, used);
            return this;
        }

        SlurmState.Said said() {
            @Nullable ExitStatus exit = exit(last[1], last[2]);
            @Nullable Integer code = exit != null && last[1].startsWith("FAILED") ? exit.code() : null;
            return new SlurmState.Said(
                    last[1],
                    code == null ? null : "exit code " + code + ", or 128 more: its accounting leaves 128 off",
                    before,
                    exit,
                    SlurmTimes.parse(last[3]),
                    SlurmTimes.parse(last[4]),
                    last[8].isEmpty() || last[8].startsWith("None") ? null : last[8],
                    usage(last, peak));
        }
    }

    /** sacct takes 128 off each code that has it: what failed with 0 exited with 128. */
    private static @Nullable ExitStatus exit(String state, String text) {
        @Nullable ExitStatus exit = ExitStatus.parse(text).orElse(null);
        boolean good = exit != null && Integer.valueOf(0).equals(exit.code());
        return good && state.startsWith("FAILED") ? new ExitStatus(128, null) : exit;
    }

    private static @Nullable JobUsage usage(String[] cells, double peak) {
        String elapsed = cells[5];
        String cpus = cells[6];
        if (!elapsed.matches("\\d{1,12}") || !cpus.matches("\\d{1,9}")) {
            return null;
        }
        long ran = Long.parseLong(elapsed);
        // 0: no plugin gathers it, or it was too short to be seen.
        return new JobUsage(
                ran * 1000,
                share(seconds(cells[7]), (double) ran * Long.parseLong(cpus)),
                share(peak, bytes(cells[9])));
    }

    private static @Nullable Double share(double used, double given) {
        return used > 0 && given > 0 ? Math.round(used / given * 1000) / 1000.0 : null;
    }

    /** Of {@code mem=} in a list of resources, which has a unit; 0 if there is none. */
    private static double bytes(String resources) {
        Matcher memory = MEMORY.matcher(resources);
        if (!memory.find()) {
            return 0;
        }
        int power = memory.group(2).isEmpty() ? 0 : UNITS.indexOf(memory.group(2)) + 1;
        return Double.parseDouble(memory.group(1)) * Math.pow(1024, power);
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
