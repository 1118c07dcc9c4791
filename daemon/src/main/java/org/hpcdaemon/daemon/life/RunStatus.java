package org.hpcdaemon.daemon.life;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.hpcdaemon.daemon.config.KeyMark;
import org.hpcdaemon.protocol.id.DaemonId;
import org.jspecify.annotations.Nullable;

/**
 * What a running daemon says of itself.
 *
 * @param token of the lease it holds: a status of another token is a dead process's
 * @param host as {@code uname -n} prints it
 * @param since when {@code link} became what it is
 * @param reason why it is offline
 * @param stuck whether somebody has to change something before it can be online again
 * @param key that it is online with; absent while it is not, or said by an older version
 * @param shells how many live
 * @param schedulerSilentSince since when the scheduler of the jobs has not answered; absent if it answers
 * @param sandbox the level in force for agents, then what to know of it; absent: said by an older version
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
        boolean stuck,
        @Nullable KeyMark key,
        int shells,
        @Nullable Instant schedulerSilentSince,
        @Nullable Sandbox sandbox) {

    /** A level as the protocol names it, and what it leaves open or why it is not a better one. */
    public record Sandbox(String level, List<String> notes) {
        public Sandbox {
            notes = notes == null ? List.of() : List.copyOf(notes);
        }

        /** Whether it is less than the user asked for. */
        public boolean isLess() {
            return level.equals("refused") || level.equals("advisory");
        }
    }

    /** The connection to the platform. */
    public enum LinkState {
        @JsonProperty("connecting")
        CONNECTING,
        @JsonProperty("online")
        ONLINE,
        @JsonProperty("offline")
        OFFLINE
    }

    RunStatus with(LinkState state, Instant now, @Nullable String why, boolean forGood, @Nullable KeyMark mark) {
        return new RunStatus(
                daemon,
                token,
                host,
                pid,
                version,
                startedAt,
                state,
                now,
                why,
                forGood,
                mark,
                shells,
                schedulerSilentSince,
                sandbox);
    }

    RunStatus with(int liveShells, @Nullable Instant silentSince) {
        return new RunStatus(
                daemon,
                token,
                host,
                pid,
                version,
                startedAt,
                link,
                since,
                reason,
                stuck,
                key,
                liveShells,
                silentSince,
                sandbox);
    }
}
