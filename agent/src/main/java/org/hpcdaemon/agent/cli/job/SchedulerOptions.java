package org.hpcdaemon.agent.cli.job;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.hpcdaemon.protocol.message.job.JobSpecBuilder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What a job asks of its scheduler, whatever it runs. */
@SuppressWarnings("NullAway.Init") // set by picocli
public final class SchedulerOptions {
    @Option(names = "--name", paramLabel = "NAME", description = "The job's name.")
    private @Nullable String name;

    @Option(
            names = "--time",
            paramLabel = "TIME",
            converter = TimeLimits.class,
            description = "Time limit, such as 90m, 12h or 1-12:00:00; a bare number is minutes.")
    private @Nullable Duration time;

    @Option(names = "--nodes", paramLabel = "N", description = "How many machines.")
    private @Nullable Integer nodes;

    @Option(names = "--tasks", paramLabel = "N", description = "How many tasks.")
    private @Nullable Integer tasks;

    @Option(names = "--cpus", paramLabel = "N", description = "CPUs for each task.")
    private @Nullable Integer cpus;

    @Option(
            names = "--mem",
            paramLabel = "SIZE",
            converter = Mebibytes.class,
            description = "Memory for each node, such as 512M or 4G; a bare number is MiB.")
    private @Nullable Long memory;

    @Option(names = "--gpus", paramLabel = "[TYPE:]N", description = "Such as 2 or a100:2.")
    private @Nullable String gpus;

    @Option(names = "--gres", paramLabel = "LIST", description = "Other generic resources, such as license:1.")
    private @Nullable String gres;

    @Option(names = "--partition", paramLabel = "NAME", description = "The scheduler's partition.")
    private @Nullable String partition;

    @Option(names = "--account", paramLabel = "NAME", description = "The scheduler's account.")
    private @Nullable String account;

    @Option(names = "--qos", paramLabel = "NAME", description = "The scheduler's quality of service.")
    private @Nullable String qos;

    @Option(
            names = "--constraint",
            paramLabel = "FEATURES",
            description = "Features that its nodes must have, such as ib&ssd.")
    private @Nullable String constraint;

    @Option(names = "--dependency", paramLabel = "LIST", description = "Such as afterok:j_...")
    private @Nullable String dependency;

    @Option(names = "--env", paramLabel = "NAME=VALUE", description = "A variable of its environment; repeatable.")
    private @Nullable Map<String, String> env;

    @Option(
            names = "--option",
            paramLabel = "OPTION",
            description = "A further option of the scheduler, such as --option=--exclusive; repeatable.")
    private @Nullable List<String> extra;

    /**
     * Those that are given as words.
     *
     * @throws ParameterException of another parser than the program's, if they are none of these
     */
    public static SchedulerOptions of(List<String> words) {
        SchedulerOptions options = new SchedulerOptions();
        new CommandLine(options).parseArgs(words.toArray(String[]::new));
        return options;
    }

    /** To be given what is to run. */
    public JobSpecBuilder spec() {
        return JobSpec.builder()
                .name(name)
                .env(env == null ? Map.of() : env)
                .timeLimitSeconds(time == null ? null : Long.valueOf(time.toSeconds()))
                .nodes(nodes)
                .tasks(tasks)
                .cpus(cpus)
                .memoryMb(memory)
                .gpus(gpus)
                .gres(gres)
                .partition(partition)
                .account(account)
                .qos(qos)
                .constraint(constraint)
                .dependency(dependency)
                .extra(extra == null ? List.of() : extra);
    }
}
