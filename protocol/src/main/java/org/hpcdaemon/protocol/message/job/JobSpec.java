package org.hpcdaemon.protocol.message.job;

import java.util.List;
import java.util.Map;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.value.Checks;
import org.jspecify.annotations.Nullable;

/**
 * What to run and with what. The values are those of {@code sbatch(1)}, where a field says so; the names are not.
 *
 * @param argv the program and its arguments; or else {@code script}
 * @param script a whole script, with its {@code #!} line
 * @param cwd the daemon's job directory if absent
 * @param timeLimitSeconds wall-clock seconds
 * @param memoryMb mebibytes per node
 * @param gpus as in {@code --gpus}: {@code 2} or {@code a100:2}
 * @param array as in {@code --array}: {@code 0-3}, {@code 0-99%10}
 * @param dependency as in {@code --dependency}, with job ids of this daemon: {@code afterok:j_...}
 * @param extra further options of the scheduler, such as {@code --exclusive}; each is validated
 * @param context opaque; comes back in the wake-up
 * @param wakeEach of an array: a wake-up for each element that ends too, not only for the whole
 */
public record JobSpec(
        @Nullable String name,
        List<String> argv,
        @Nullable String script,
        @Nullable String cwd,
        Map<String, String> env,
        @Nullable Long timeLimitSeconds,
        @Nullable Integer nodes,
        @Nullable Integer tasks,
        @Nullable Integer cpus,
        @Nullable Long memoryMb,
        @Nullable String gpus,
        @Nullable String gres,
        @Nullable String partition,
        @Nullable String account,
        @Nullable String qos,
        @Nullable String constraint,
        @Nullable String array,
        @Nullable String dependency,
        List<String> extra,
        @Nullable String context,
        boolean wakeEach) {
    public JobSpec {
        Checks.name("name", name);
        argv = Checks.list("argv", argv);
        Checks.text("script", script, Limits.COMMAND_BYTES);
        if (argv.isEmpty() == (script == null)) {
            throw HpcException.invalid("give either \"argv\" or \"script\"");
        }
        Checks.text("cwd", cwd, Limits.COMMAND_BYTES);
        env = Checks.environment(env);
        Checks.range("timeLimitSeconds", timeLimitSeconds, 1, 366L * 24 * 3600);
        Checks.range("nodes", nodes, 1, 100_000);
        Checks.range("tasks", tasks, 1, 10_000_000);
        Checks.range("cpus", cpus, 1, 100_000);
        Checks.range("memoryMb", memoryMb, 1, 1L << 40);
        Checks.name("gpus", gpus);
        Checks.name("gres", gres);
        Checks.name("partition", partition);
        Checks.name("account", account);
        Checks.name("qos", qos);
        Checks.name("constraint", constraint);
        Checks.name("array", array);
        Checks.text("dependency", dependency, Limits.NAME_CHARS * 8);
        extra = Checks.list("extra", extra);
        Checks.text("context", context, Limits.CONTEXT_BYTES);
        if (wakeEach && array == null) {
            throw HpcException.invalid("field \"wakeEach\" is for arrays; give \"array\" or leave it out");
        }
    }

    /** Runs a program with everything else at its default. */
    public static JobSpec of(List<String> argv) {
        return builder().argv(argv).build();
    }

    /** To be given {@code argv} or {@code script}, and what else is not at its default. */
    public static JobSpecBuilder builder() {
        return new JobSpecBuilder();
    }

    /** To make another that differs in some fields. */
    public JobSpecBuilder toBuilder() {
        return new JobSpecBuilder(this);
    }
}
