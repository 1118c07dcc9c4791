package org.hpcdaemon.jobs.local;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.jspecify.annotations.Nullable;

/**
 * What a job may ask of one machine. What the machine does not have or cannot do is refused by name: who asks for it would believe
 * that it was given.
 */
final class Abilities {
    /** As in {@code --gpus}: how many, after a type or not. */
    private static final Pattern GPUS = Pattern.compile("(?:[\\w.-]+:)?(\\d{1,4})");

    private Abilities() {}

    /** @throws HpcException naming the field */
    static void check(JobSpec spec, LocalLimits limits) {
        if (spec.nodes() != null && spec.nodes() > 1) {
            throw HpcException.invalid("field \"nodes\": jobs of this machine run on one node; leave it out");
        }
        if (cpus(spec) > limits.cpus()) {
            throw HpcException.invalid(
                    "field \"cpus\" or \"tasks\": jobs of this machine have at most " + limits.cpus() + " cpus");
        }
        if (spec.gpus() != null && !hasGpus(spec.gpus(), limits.gpus())) {
            throw HpcException.invalid("field \"gpus\": this machine has " + limits.gpus()
                    + "; ask for at most that, as a number, or leave it out");
        }
        if (spec.memoryMb() != null && spec.memoryMb() > limits.memoryMb()) {
            throw HpcException.invalid(
                    "field \"memoryMb\": this machine has " + limits.memoryMb() + "; ask for at most that");
        }
        absent("partition", spec.partition());
        absent("account", spec.account());
        absent("qos", spec.qos());
        absent("gres", spec.gres());
        absent("constraint", spec.constraint());
        absent("extra", spec.extra().isEmpty() ? null : spec.extra().getFirst());
    }

    /** Of each task. */
    static int cpus(JobSpec spec) {
        long asked = (spec.cpus() == null ? 1L : spec.cpus()) * (spec.tasks() == null ? 1L : spec.tasks());
        return (int) Math.min(asked, Integer.MAX_VALUE);
    }

    private static boolean hasGpus(String asked, int there) {
        Matcher gpus = GPUS.matcher(asked);
        return gpus.matches() && Integer.parseInt(gpus.group(1)) <= there;
    }

    private static void absent(String field, @Nullable String value) {
        if (value != null) {
            throw HpcException.invalid("field \"" + field
                    + "\" is for a scheduler such as SLURM; jobs of this machine run without it; leave it out");
        }
    }
}
