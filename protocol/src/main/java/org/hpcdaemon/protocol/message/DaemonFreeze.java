package org.hpcdaemon.protocol.message;

import org.hpcdaemon.protocol.message.machine.DaemonFrozen;
import org.hpcdaemon.protocol.message.value.Checks;
import org.jspecify.annotations.Nullable;

/**
 * {@code daemon.freeze}: ends what all agents have running there, and admits nothing new until the machine's user resumes it at the
 * machine. For the account owner alone; to agents it is {@code not_allowed}. Asked again, it ends what is left. Answer:
 * {@link DaemonFrozen}.
 *
 * @param reason what agents are told; at most {@value #REASON_BYTES} bytes
 * @param jobs whether jobs are cancelled too; absent: they go on
 */
public record DaemonFreeze(
        @Nullable String reason, @Nullable Boolean jobs) implements Request {
    private static final int REASON_BYTES = 1024;

    public DaemonFreeze {
        Checks.text("reason", reason, REASON_BYTES);
    }
}
