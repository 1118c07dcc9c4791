package org.hpcdaemon.protocol.message;

import java.time.Instant;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.UserId;
import org.hpcdaemon.protocol.message.value.Checks;

/** The platform's answer to {@code daemon.hello}: whose daemon this is, and the platform's clock. */
public record Welcome(UserId user, DaemonId daemon, Instant now) {
    public Welcome {
        Checks.required("user", user);
        Checks.required("daemon", daemon);
        Checks.required("now", now);
    }
}
