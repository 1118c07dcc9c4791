package org.hpcdaemon.jobs;

import java.util.List;
import java.util.Map;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.jspecify.annotations.Nullable;

/** Job specifications with one thing in each. */
public final class Specs {
    private Specs() {}

    public static JobSpec sh(String script) {
        return sh(script, null, null, null, null);
    }

    public static JobSpec limited(String script, long seconds) {
        return sh(script, seconds, null, null, null);
    }

    public static JobSpec array(String script, String array) {
        return sh(script, null, array, null, null);
    }

    /** Each element is told of. */
    public static JobSpec wakeEach(String script, String array) {
        return sh(script, null, array, null, null, true);
    }

    public static JobSpec after(String script, String dependency) {
        return sh(script, null, null, dependency, null);
    }

    public static JobSpec withContext(String script, String context) {
        return sh(script, null, null, null, context);
    }

    /** A whole script, and nothing beside it. */
    public static JobSpec script(String script) {
        return JobSpec.builder().script(script).build();
    }

    /** With what a cluster asks for. */
    public static JobSpec asking(
            String script,
            @Nullable Integer cpus,
            @Nullable Long memoryMb,
            @Nullable String partition,
            String... extra) {
        return JobSpec.builder()
                .argv(List.of("sh", "-c", script))
                .cpus(cpus)
                .memoryMb(memoryMb)
                .partition(partition)
                .extra(List.of(extra))
                .build();
    }

    private static JobSpec sh(
            String script,
            @Nullable Long seconds,
            @Nullable String array,
            @Nullable String dependency,
            @Nullable String context) {
        return sh(script, seconds, array, dependency, context, false);
    }

    private static JobSpec sh(
            String script,
            @Nullable Long seconds,
            @Nullable String array,
            @Nullable String dependency,
            @Nullable String context,
            boolean wakeEach) {
        return JobSpec.builder()
                .argv(List.of("sh", "-c", script))
                .env(Map.of("GREETING", "a b\n'c'"))
                .timeLimitSeconds(seconds)
                .array(array)
                .dependency(dependency)
                .context(context)
                .wakeEach(wakeEach)
                .build();
    }
}
