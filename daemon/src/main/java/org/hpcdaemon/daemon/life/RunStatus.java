package org.hpcdaemon.daemon.life;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.hpcdaemon.protocol.id.DaemonId;
import org.jspecify.annotations.Nullable;

/**
 * What a running daemon says of itself.
 *
 * @param token of the lease it holds: a status of another token is a dead process's
 * @param host as {@code uname -n} prints it
 * @param since when {@code link} became what it is
 * @param reason why it is offline
 * @param shells how many live
 */
public record RunStatus(
        DaemonId daemon,
        String token,
        String host,
        long pid,
        String version,
        Instant startedAt,
        LinkState link,
        Instant since,
        @Nullable String reason,
        int shells) {

    /** The connection to the platform. */
    public enum LinkState {
        @JsonProperty("connecting")
        CONNECTING,
        @JsonProperty("online")
        ONLINE,
        @JsonProperty("offline")
        OFFLINE
    }

    RunStatus with(LinkState state, Instant now, @Nullable String why) {
        return new RunStatus(daemon, token, host, pid, version, startedAt, state, now, why, shells);
    }

    RunStatus with(int liveShells) {
        return new RunStatus(daemon, token, host, pid, version, startedAt, link, since, reason, liveShells);
    }
}
