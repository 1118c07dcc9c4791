package org.hpcdaemon.jobs.slurm.submit;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hpcdaemon.jobs.folder.JobFolder;

/** Files that a job's script names for its input and output, with sbatch's patterns; empty where it names none. */
public record Redirection(String input, String output, String error, boolean append) {

    static boolean isFile(String word) {
        return word.startsWith("--input=") || word.startsWith("--output=") || word.startsWith("--error=");
    }

    /** Out of options in their long form. */
    public static Redirection of(List<String> options) {
        Map<String, String> values = new HashMap<>();
        for (String option : options) {
            int equals = option.indexOf('=');
            if (equals > 0) {
                values.put(option.substring(0, equals), option.substring(equals + 1));
            }
        }
        return new Redirection(
                values.getOrDefault("--input", ""),
                values.getOrDefault("--output", ""),
                values.getOrDefault("--error", ""),
                values.getOrDefault("--open-mode", "").equals("append"));
    }

    /** Tells the wrapper. */
    public void write(JobFolder folder) throws IOException {
        if (append || !(input.isEmpty() && output.isEmpty() && error.isEmpty())) {
            folder.redirect(List.of(input, output, error, append ? "append" : "truncate"));
        }
    }
}
