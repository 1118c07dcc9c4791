package org.hpcdaemon.protocol.message.job;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link JobSpec} field by field, each as that says it; what is not set is at its default. Null is as if it was not
 * set. Not thread-safe.
 */
public final class JobSpecBuilder {
    private @Nullable String name;
    private List<String> argv = List.of();
    private @Nullable String script;
    private @Nullable String cwd;
    private Map<String, String> env = Map.of();
    private @Nullable Long timeLimitSeconds;
    private @Nullable Integer nodes;
    private @Nullable Integer tasks;
    private @Nullable Integer cpus;
    private @Nullable Long memoryMb;
    private @Nullable String gpus;
    private @Nullable String gres;
    private @Nullable String partition;
    private @Nullable String account;
    private @Nullable String qos;
    private @Nullable String constraint;
    private @Nullable String array;
    private @Nullable String dependency;
    private List<String> extra = List.of();
    private @Nullable String context;
    private boolean wakeEach;

    JobSpecBuilder() {}

    JobSpecBuilder(JobSpec spec) {
        name = spec.name();
        argv = spec.argv();
        script = spec.script();
        cwd = spec.cwd();
        env = spec.env();
        timeLimitSeconds = spec.timeLimitSeconds();
        nodes = spec.nodes();
        tasks = spec.tasks();
        cpus = spec.cpus();
        memoryMb = spec.memoryMb();
        gpus = spec.gpus();
        gres = spec.gres();
        partition = spec.partition();
        account = spec.account();
        qos = spec.qos();
        constraint = spec.constraint();
        array = spec.array();
        dependency = spec.dependency();
        extra = spec.extra();
        context = spec.context();
        wakeEach = spec.wakeEach();
    }

    public JobSpecBuilder name(@Nullable String value) {
        name = value;
        return this;
    }

    public JobSpecBuilder argv(List<String> value) {
        argv = value;
        return this;
    }

    public JobSpecBuilder script(@Nullable String value) {
        script = value;
        return this;
    }

    public JobSpecBuilder cwd(@Nullable String value) {
        cwd = value;
        return this;
    }

    public JobSpecBuilder env(Map<String, String> value) {
        env = value;
        return this;
    }

    public JobSpecBuilder timeLimitSeconds(@Nullable Long value) {
        timeLimitSeconds = value;
        return this;
    }

    public JobSpecBuilder nodes(@Nullable Integer value) {
        nodes = value;
        return this;
    }

    public JobSpecBuilder tasks(@Nullable Integer value) {
        tasks = value;
        return this;
    }

    public JobSpecBuilder cpus(@Nullable Integer value) {
        cpus = value;
        return this;
    }

    public JobSpecBuilder memoryMb(@Nullable Long value) {
        memoryMb = value;
        return this;
    }

    public JobSpecBuilder gpus(@Nullable String value) {
        gpus = value;
        return this;
    }

    public JobSpecBuilder gres(@Nullable String value) {
        gres = value;
        return this;
    }

    public JobSpecBuilder partition(@Nullable String value) {
        partition = value;
        return this;
    }

    public JobSpecBuilder account(@Nullable String value) {
        account = value;
        return this;
    }

    public JobSpecBuilder qos(@Nullable String value) {
        qos = value;
        return this;
    }

    public JobSpecBuilder constraint(@Nullable String value) {
        constraint = value;
        return this;
    }

    public JobSpecBuilder array(@Nullable String value) {
        array = value;
        return this;
    }

    public JobSpecBuilder dependency(@Nullable String value) {
        dependency = value;
        return this;
    }

    public JobSpecBuilder extra(List<String> value) {
        extra = value;
        return this;
    }

    public JobSpecBuilder context(@Nullable String value) {
        context = value;
        return this;
    }

    public JobSpecBuilder wakeEach(boolean value) {
        wakeEach = value;
        return this;
    }

    /** Throws {@link org.hpcdaemon.protocol.error.HpcException} {@code INVALID_PARAMS} that names the field that is wrong. */
    public JobSpec build() {
        return new JobSpec(
                name,
                argv,
                script,
                cwd,
                env,
                timeLimitSeconds,
                nodes,
                tasks,
                cpus,
                memoryMb,
                gpus,
                gres,
                partition,
                account,
                qos,
                constraint,
                array,
                dependency,
                extra,
                context,
                wakeEach);
    }
}
