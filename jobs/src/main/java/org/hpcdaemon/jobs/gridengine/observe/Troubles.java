package org.hpcdaemon.jobs.gridengine.observe;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code qstat -j}: why jobs are held or in error, in Grid Engine's own words. Pure. */
public final class Troubles {
    private static final Pattern ERROR =
            Pattern.compile("error reason +(\\d+): +(?:\\S+ \\S+ \\[\\d+:\\d+\\]: )?(?:error: )?(.*)");

    private final Map<String, String> errors = new HashMap<>();
    private final Map<String, String> scheduling = new HashMap<>();

    private Troubles() {}

    /** The command that asks about some jobs at once. */
    public static List<String> command(Collection<String> jobIds) {
        return List.of("qstat", "-j", String.join(",", jobIds));
    }

    public static Troubles parse(String out) {
        Troubles troubles = new Troubles();
        List<String> notes = new ArrayList<>();
        String job = "";
        boolean noting = false;
        for (String line : out.split("\n", -1)) {
            if (line.startsWith("job_number:")) {
                job = line.substring("job_number:".length()).strip();
                notes.clear();
                noting = false;
                continue;
            }
            Matcher error = ERROR.matcher(line);
            if (error.matches()) {
                troubles.errors.put(job + "." + error.group(1), error.group(2).strip());
            }
            if (line.startsWith("scheduling info:")) {
                noting = true;
                notes.add(line.substring("scheduling info:".length()).strip());
            } else if (noting && line.startsWith(" ") && !line.isBlank()) {
                notes.add(line.strip());
            } else {
                noting = false;
            }
            if (!notes.isEmpty()) {
                troubles.scheduling.put(job, String.join("; ", notes));
            }
        }
        return troubles;
    }

    /** Why a task is in error; the first of a job's where its own is not told. */
    Optional<String> error(String jobId, @Nullable Integer task) {
        return Optional.ofNullable(errors.get(jobId + "." + (task == null ? 1 : task)))
                .or(() -> errors.entrySet().stream()
                        .filter(entry -> entry.getKey().startsWith(jobId + "."))
                        .map(Map.Entry::getValue)
                        .findFirst());
    }

    /** Why a job does not start. */
    Optional<String> scheduling(String jobId) {
        return Optional.ofNullable(scheduling.get(jobId));
    }

    /** Nothing is known. */
    public static Troubles none() {
        return new Troubles();
    }
}
