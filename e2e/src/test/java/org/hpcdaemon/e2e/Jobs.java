package org.hpcdaemon.e2e;

import java.util.List;
import org.hpcdaemon.protocol.message.job.JobSpec;

/** Jobs as the scenarios need them. */
final class Jobs {
    private Jobs() {}

    /** Runs a shell command in the daemon's working directory; the context comes back in the wake-up. */
    static JobSpec shell(String command, String context) {
        return JobSpec.builder()
                .argv(List.of("sh", "-c", command))
                .context(context)
                .build();
    }
}
