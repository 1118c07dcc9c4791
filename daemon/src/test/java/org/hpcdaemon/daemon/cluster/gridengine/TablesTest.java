package org.hpcdaemon.daemon.cluster.gridengine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import org.hpcdaemon.protocol.message.machine.ClusterInfo.Partition;
import org.hpcdaemon.protocol.message.machine.ClusterInfo.Queue;
import org.junit.jupiter.api.Test;

/** Tables that qstat of Grid Engine 8.1.9 has printed. */
final class TablesTest {
    @Test
    void queuesHaveTheirSlots() {
        String out = """
                CLUSTER QUEUE                   CQLOAD   USED    RES  AVAIL  TOTAL aoACDS  cdsuE
                --------------------------------------------------------------------------------
                all.q                             2.64      1      0      3      4      0      0
                off.q                             2.64      0      0      0      4      0      4
                """;
        assertThat(QueueTable.of(out))
                .extracting(Partition::name, Partition::up, Partition::cpus, Partition::freeCpus)
                .containsExactly(tuple("all.q", true, 4, 3), tuple("off.q", false, 4, 0));
        assertThat(QueueTable.of("")).isEmpty();
    }

    @Test
    void jobsAreCounted() {
        String out = """
                job-ID  prior   name       user         state submit/start at     queue                          slots ja-task-ID
                -----------------------------------------------------------------------------------------------------------------
                     97 0.75000 hpc-daemon alice        r     11/28/2026 23:49:08 all.q@sgehost                      1 1
                     98 0.62500 hpc-daemon bob          r     11/28/2026 23:49:10 all.q@sgehost                      1
                    101 0.37500 hpc-daemon alice        qw    11/28/2026 23:49:11                                    1
                     99 0.00000 hpc-daemon alice        hqw   11/28/2026 23:49:10                                    1
                """;
        assertThat(JobTable.of(out, "alice")).isEqualTo(new Queue(2, 2, 3));
        assertThat(JobTable.of("", "alice")).isEqualTo(new Queue(0, 0, 0));
    }
}
