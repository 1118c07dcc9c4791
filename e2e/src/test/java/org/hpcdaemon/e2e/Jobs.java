package org.hpcdaemon.e2e;

import java.util.List;
import java.util.Map;
import org.hpcdaemon.protocol.message.JobSpec;

/** Jobs as the scenarios need them. */
final class Jobs {
    private Jobs() {}

    /** Runs a shell command in the daemon's working directory; the context comes back in the wake-up. */
    static JobSpec shell(String command, String context) {
        return new JobSpec(
                null,
                List.of("sh", "-c", command),
                null,
                null,
                Map.of(),
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
                null,
                null,
                null,
                List.of(),
                context,
                false);
    }
}
