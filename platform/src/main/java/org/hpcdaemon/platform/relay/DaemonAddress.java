package org.hpcdaemon.platform.relay;

import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.UserId;

/** A daemon among all users' daemons. Its owner is part of its name, so no user can address another user's daemon. */
public record DaemonAddress(UserId user, DaemonId daemon) {
    @Override
    public String toString() {
        return user + "/" + daemon;
    }
}
