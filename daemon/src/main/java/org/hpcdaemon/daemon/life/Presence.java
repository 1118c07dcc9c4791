package org.hpcdaemon.daemon.life;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.hpcdaemon.daemon.config.Home;
import org.hpcdaemon.daemon.lease.Lease;
import org.hpcdaemon.linux.process.Host;
import org.hpcdaemon.linux.process.ProcessIdentity;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.store.Database;
import org.jspecify.annotations.Nullable;

/** Whether a daemon runs, and where: by the lease in the store, never by a pid alone. */
public sealed interface Presence {

    /** A process of this machine, alive a moment ago. */
    record Here(ProcessIdentity process, @Nullable RunStatus status) implements Presence {}

    /** On another machine that shares the home; it renewed its lease not long ago. */
    record Elsewhere(
            ProcessIdentity process,
            Instant renewedAt,
            @Nullable RunStatus status) implements Presence {
        /** When {@code start} takes the daemon over if that machine is down: in whole minutes, at least one. */
        public Duration takenOverIn(Instant now) {
            Duration left = Lease.EXPIRY_BY_STAMP.minus(Duration.between(renewedAt, now));
            return Duration.ofMinutes(Math.max(1, left.plusSeconds(59).toMinutes()));
        }
    }

    /** No process runs it. */
    record Nowhere() implements Presence {}

    /** Looks, from {@code here}. */
    static Presence of(Database database, Home home, DaemonId daemon, Host here, Instant now) {
        Optional<Lease.Held> held = Lease.current(database, daemon);
        if (held.isEmpty()) {
            return new Nowhere();
        }
        ProcessIdentity process = held.get().holder();
        RunStatus status = new RunFile(home.runFile(daemon))
                .read()
                .filter(found -> found.token().equals(held.get().token()))
                .orElse(null);
        return switch (process.seenFrom(here)) {
            case ALIVE -> new Here(process, status);
            case DEAD, REBOOTED -> new Nowhere();
            case OUT_OF_SIGHT -> {
                Instant renewed = held.get().renewedAt();
                yield Duration.between(renewed, now).compareTo(Lease.EXPIRY_BY_STAMP) < 0
                        ? new Elsewhere(process, renewed, status)
                        : new Nowhere();
            }
        };
    }
}
