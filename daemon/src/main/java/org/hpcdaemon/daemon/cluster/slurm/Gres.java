package org.hpcdaemon.daemon.cluster.slurm;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The GPUs in a list of generic resources: {@code gpu:a100:4(S:0-1),gpu:2(IDX:0,3),license:1}. */
final class Gres {
    /** What the brackets say, such as which sockets or indices, may hold commas and does not matter here. */
    private static final Pattern GPU =
            Pattern.compile("(?:^|,)gpu(?::([^:,(]*[^:,(\\d][^:,(]*))?:(\\d{1,6})(?=[,(]|$)");

    /** Of GPUs without a type. */
    static final String UNTYPED = "gpu";

    private Gres() {}

    /** How many there are of each type; none if the text is absent or says something else. */
    static Map<String, Integer> gpus(@Nullable String text) {
        Map<String, Integer> counts = new TreeMap<>();
        Matcher gpu = GPU.matcher(text == null ? "" : text.replace(":(null):", ":"));
        while (gpu.find()) {
            String type = gpu.group(1) == null ? UNTYPED : gpu.group(1);
            counts.merge(type, Integer.parseInt(gpu.group(2)), Integer::sum);
        }
        return counts;
    }
}
