package org.hpcdaemon.jobs.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.hpcdaemon.jobs.JobsRig;
import org.hpcdaemon.jobs.Specs;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.job.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** A daemon does not wait for its next look to see that a job of this machine has ended. */
@Isolated("it measures")
final class SeenAtOnceTest {
    @TempDir
    Path home;

    @Test
    void theEndIsSeenAtOnce() throws IOException {
        try (JobsRig rig = new JobsRig(home)) {
            JobId job = rig.submit(Specs.sh("exit 0")).job();

            await().until(() -> rig.status(job).state().terminal());

            assertThat(rig.events()).hasSize(1);
            Event event = rig.events().getFirst();
            Duration delay = Duration.between(rig.status(job).endedAt(), event.at());
            if (Boolean.getBoolean("bench.bounds")) { // as bench/speed sets it
                assertThat(delay).isLessThan(Duration.ofMillis(400)); // 50 to 100 on an idle machine
            }
        }
    }
}
