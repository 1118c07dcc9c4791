package org.hpcdaemon.jobs.charge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.hpcdaemon.jobs.model.TaskStatus;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.hpcdaemon.protocol.message.job.JobSpecBuilder;
import org.hpcdaemon.protocol.message.job.JobState;
import org.hpcdaemon.protocol.message.job.JobUsage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JobCostTest {
    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

    private static JobSpecBuilder job() {
        return JobSpec.builder().argv(List.of("train"));
    }

    @ParameterizedTest
    @CsvSource({
        // time, nodes, tasks, cpus, gpus, gres, array, tasks of it, GPU s, CPU s
        "60, , , , , , , 1, 0, 60",
        ", , , , , , , 1, 0,",
        ", , , , 2, , , 1, ,",
        "60, , , 8, a100:2, , , 1, 120, 480",
        "60, , , , 'a100:2,v100:1', , , 1, 180, 60",
        "60, , , , two, , , 1, , 60",
        "60, , 4, 2, , gpu:2, , 1, , 480",
        "60, 1, 4, 2, , gpu:2, , 1, 120, 480",
        "60, , 1, 2, , gpu:2, , 1, 120, 120",
        "6700417, , , , '999999999,999999999,999999999,999999999,294967299', , 0-640, 641, 8796093022208, 4294967297",
        "60, 3, , 2, , gpu:a100:2, , 1, 360, 360",
        "60, , , , , gpu, , 1, 60, 60",
        "60, , , , , shard:4, , 1, , 60",
        "60, , , , 1, gpu:1, , 1, , 60",
        "60, , , , 1, , 0-9%2, 10, 600, 600",
        "31622400, , 10000000, 100000, , , 0-9999, 10000, 0, 8796093022208",
    })
    void whatAJobMayTakeIsWhatItAsksForTimesHowLong(
            @Nullable Long time,
            @Nullable Integer nodes,
            @Nullable Integer tasks,
            @Nullable Integer cpus,
            @Nullable String gpus,
            @Nullable String gres,
            @Nullable String array,
            long elements,
            @Nullable Long gpuSeconds,
            @Nullable Long cpuSeconds) {
        JobSpec spec = job().timeLimitSeconds(time)
                .nodes(nodes)
                .tasks(tasks)
                .cpus(cpus)
                .gpus(gpus)
                .gres(gres)
                .array(array)
                .build();

        assertThat(JobCost.asked(spec)).isEqualTo(new JobCost(elements, gpuSeconds, cpuSeconds));
    }

    @Test
    void furtherOptionsMaySayMoreThanTheFields() {
        assertThat(JobCost.asked(job().timeLimitSeconds(60L)
                        .extra(List.of("--exclusive"))
                        .build()))
                .isEqualTo(new JobCost(1, null, null));
    }

    @Test
    void whatAJobTookIsHowLongItRanAndAllThatItWasGivenWhereNothingTells() {
        JobSpec spec = job().timeLimitSeconds(3600L).gpus("2").array("0-3").build();
        TaskStatus waiting = TaskStatus.pending(null);
        TaskStatus running = waiting.started(START, "node");
        TaskStatus ran = running.over(JobState.COMPLETED, 0, null, null, START.plusMillis(10_500), null);
        TaskStatus neverSeen =
                waiting.over(JobState.COMPLETED, 0, null, null, START, new JobUsage(10_000L, null, null));
        TaskStatus neverRan = waiting.ended(JobState.CANCELLED, null, START);
        TaskStatus unknown = running.over(JobState.UNKNOWN, null, null, null, START.minusSeconds(1), null);

        assertThat(JobCost.used(spec, List.of(ran, neverRan))).isEqualTo(new JobCost(2, 22L, 11L));
        assertThat(JobCost.used(spec, List.of(neverSeen))).isEqualTo(new JobCost(1, 20L, 10L));
        assertThat(JobCost.used(spec, List.of(ran, unknown))).isEqualTo(new JobCost(2, 7222L, 3611L));
        assertThat(JobCost.used(spec.toBuilder().timeLimitSeconds(null).build(), List.of(ran, unknown)))
                .isEqualTo(new JobCost(2, null, null));
    }
}
