package org.hpcdaemon.protocol.message.machine;

import java.time.Instant;
import java.util.List;
import org.hpcdaemon.protocol.message.value.Checks;
import org.jspecify.annotations.Nullable;

/**
 * A daemon that admits no work of agents, and what was ended for that.
 *
 * @param since when it was first frozen
 * @param reason what agents are told; absent: none was given
 * @param files calls that read or changed files
 * @param forwards connections to ports
 * @param jobs that were cancelled
 * @param jobsLeft that have not ended and were not to be cancelled, or could not be
 * @param failures why jobs that were to be cancelled were not, a line each
 */
public record DaemonFrozen(
        Instant since,
        @Nullable String reason,
        int commands,
        int shells,
        int files,
        int forwards,
        int jobs,
        int jobsLeft,
        List<String> failures) {
    public DaemonFrozen {
        Checks.required("since", since);
        failures = failures == null ? List.of() : List.copyOf(failures);
    }
}
