package org.hpcdaemon.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hpcdaemon.testkit.Patience.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.hpcdaemon.jobs.charge.AgentCharges;
import org.hpcdaemon.jobs.charge.ChargeTable;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is charged for jobs that run. */
final class ChargesTest {
    private JobsRig rig;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        rig = new JobsRig(folder);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private List<AgentCharges> charges() {
        ChargeTable charges = new ChargeTable(JobsRig.BOX, InstantSource.system());
        return rig.database.read(sql -> charges.since(sql, Instant.now().minusSeconds(3600)));
    }

    private AgentCharges only() {
        assertThat(charges()).hasSize(1);
        return charges().getFirst();
    }

    @Test
    void aJobThatRunsIsChargedWhatItMayTakeAndOneThatEndedWhatItTookAlsoOnceItIsRemoved() {
        JobInfo job = rig.submit(JobSpec.builder()
                .script("#!/bin/sh\nuntil [ -e go ]; do sleep 0.1; done\n")
                .timeLimitSeconds(36_000L)
                .build());

        assertThat(only()).isEqualTo(new AgentCharges(JobsRig.ANN.agent(), null, 1, 1, 0, 36_000));

        rig.jobs.cancel(JobsRig.ANN, new JobRequest.Cancel(job.job(), null));
        await().until(() -> rig.status(job.job()).finished());
        assertThat(only().active()).isZero();
        assertThat(only().jobs()).isEqualTo(1);
        assertThat(only().cpuSeconds()).isLessThan(36_000);

        AgentCharges ended = only();
        rig.jobs.remove(JobsRig.ANN, new JobRequest.Remove(job.job()));
        assertThat(only()).isEqualTo(ended);
    }

    @Test
    void whatIsRefusedIsNotCharged() {
        assertThatThrownBy(() -> rig.submit(
                        JobSpec.builder().argv(List.of("true")).cwd("nowhere").build()))
                .isInstanceOf(HpcException.class);
        assertThat(charges()).isEmpty();
    }
}
