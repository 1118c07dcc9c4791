package org.hpcdaemon.daemon.job;

import java.util.List;
import java.util.Map;
import org.hpcdaemon.protocol.message.JobSpec;
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
        return new JobSpec(
                null, List.of(), script, null, Map.of(), null, null, null, null, null, null, null, null, null, null,
                null, null, null, List.of(), null, false);
    }

    /** With what a cluster asks for. */
    public static JobSpec asking(
            String script,
            @Nullable Integer cpus,
            @Nullable Long memoryMb,
            @Nullable String partition,
            String... extra) {
        return new JobSpec(
                null,
                List.of("sh", "-c", script),
                null,
                null,
                Map.of(),
                null,
                null,
                null,
                cpus,
                memoryMb,
                null,
                null,
                partition,
                null,
                null,
                null,
                null,
                null,
                List.of(extra),
                null,
                false);
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
        return new JobSpec(
                null,
                List.of("sh", "-c", script),
                null,
                null,
                Map.of("GREETING", "a b\n'c'"),
                seconds,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                array,
                dependency,
                List.of(),
                context,
                wakeEach);
    }
}
