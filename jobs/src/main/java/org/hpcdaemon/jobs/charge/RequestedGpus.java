package org.hpcdaemon.jobs.charge;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.jspecify.annotations.Nullable;

/** How many GPUs a job asks for, or each element of an array. Pure. */
public final class RequestedGpus {
    /** As {@code --gpus} has them: {@code 2}, {@code a100:2}. */
    private static final Pattern COUNT = Pattern.compile("(?:[A-Za-z][\\w.-]*:)?(\\d{1,9})");

    /** As {@code --gres} has them, on each node: {@code gpu}, {@code gpu:2}, {@code gpu:a100:2}. */
    private static final Pattern GRES = Pattern.compile("gpu(?::[A-Za-z][\\w.-]*)?(?::(\\d{1,9}))?");

    private RequestedGpus() {}

    /** Absent if its fields do not tell, or further options may say more. */
    public static @Nullable Long of(JobSpec spec) {
        if (!spec.extra().isEmpty() || (spec.gpus() != null && spec.gres() != null)) {
            return null;
        }
        if (spec.gpus() != null) {
            return sum(COUNT, spec.gpus());
        }
        if (spec.gres() == null) {
            return 0L;
        }
        Long each = sum(GRES, spec.gres());
        Long nodes = nodes(spec);
        return each == null || nodes == null ? null : Long.valueOf(each * nodes);
    }

    /** Absent where the scheduler spreads several tasks as it likes. */
    private static @Nullable Long nodes(JobSpec spec) {
        if (spec.nodes() != null) {
            return Long.valueOf(spec.nodes());
        }
        return spec.tasks() == null || spec.tasks() == 1 ? Long.valueOf(1) : null;
    }

    private static @Nullable Long sum(Pattern pattern, String list) {
        long sum = 0;
        for (String part : list.split(",", -1)) {
            Matcher count = pattern.matcher(part);
            if (!count.matches()) {
                return null;
            }
            sum += count.group(1) == null ? 1 : Long.parseLong(count.group(1));
        }
        return sum;
    }
}
