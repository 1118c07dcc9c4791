package org.hpcdaemon.agent.cli.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobState;
import org.hpcdaemon.protocol.rpc.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class JobExitTest {
    @ParameterizedTest
    @EnumSource(JobState.class)
    void onlyACompletedJobIsASuccessWhateverItExitedWith(JobState state) {
        JobInfo job = job(state, "\"exitCode\":0");

        assertThat(JobExit.of(job) == 0).isEqualTo(job.succeeded());
        assertThat(job.succeeded()).isEqualTo(state == JobState.COMPLETED);
    }

    @ParameterizedTest
    @CsvSource({
        "TIMEOUT, 124",
        "OUT_OF_MEMORY, 137",
        "CANCELLED, 143",
        "PREEMPTED, 143",
        "NODE_FAIL, 1",
        "LOST, 1",
        "UNKNOWN, 1",
        "RUNNING, 126",
        "FAILED, 9"
    })
    void everyOtherEndHasItsOwn(JobState state, int code) {
        assertThat(JobExit.of(job(state, "\"exitCode\":9"))).isEqualTo(code);
    }

    @Test
    void aFailureWithoutACodeIsNotASuccess() {
        assertThat(JobExit.of(job(JobState.FAILED, "\"exitCode\":0"))).isEqualTo(1);
        assertThat(JobExit.of(job(JobState.FAILED, "\"reason\":\"gone\""))).isEqualTo(1);
        assertThat(JobExit.of(job(JobState.FAILED, "\"signal\":\"SEGV\""))).isEqualTo(139);
    }

    private static JobInfo job(JobState state, String field) {
        return Json.read("""
                {"job":"j_0123456789","state":"%s","attempt":1,"scheduler":"slurm",
                 "submittedAt":"2026-01-02T03:04:05Z","endedAt":"2026-01-02T03:04:09Z",%s}
                """.formatted(state, field), JobInfo.class);
    }
}
