package org.hpcdaemon.daemon.life;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.hpcdaemon.daemon.config.KeyMark;
import org.jspecify.annotations.Nullable;

/**
 * What a running daemon reports about itself.
 *
 * @param token of the lease it holds: a status of another token is a dead process's
 * @param commands how many run; absent: said by an older version
 * @param shells how many live
 * @param schedulerSilentSince since when the scheduler of the jobs has not answered; absent if it answers
 * @param scheduler what jobs are given to; absent: said by an older version
 * @param sandbox the level in force for agents, then what to know of it; absent: said by an older version
 * @param allocation the batch job that it was started in, in words, and with which it ends; absent: none
 */
public record RunStatus(
        String token,
        long pid,
        Instant startedAt,
        @JsonUnwrapped Connection connection,
        @Nullable Integer commands,
        int shells,
        @Nullable Instant schedulerSilentSince,
        @Nullable JobScheduler scheduler,
        @Nullable Sandbox sandbox,
        @Nullable String allocation) {

    /**
     * The connection to the platform.
     *
     * @param since when {@code link} became what it is
     * @param reason why it is offline
     * @param stuck whether a change is needed before it can be online again
     * @param key that it is online with; absent while it is not, or said by an older version
     */
    public record Connection(
            LinkState link,
            Instant since,
            @Nullable String reason,
            boolean stuck,
            @Nullable KeyMark key) {
        static Connection connecting(Instant now) {
            return new Connection(LinkState.CONNECTING, now, null, false, null);
        }

        static Connection online(Instant now, KeyMark key) {
            return new Connection(LinkState.ONLINE, now, null, false, key);
        }

        static Connection offline(Instant now, String reason, boolean stuck) {
            return new Connection(LinkState.OFFLINE, now, reason, stuck, null);
        }

        boolean says(Connection other) {
            return link == other.link && Objects.equals(reason, other.reason) && Objects.equals(key, other.key);
        }

        /** The next: for as long as this one already, if it is the same with other words. */
        Connection then(Connection next) {
            return new Connection(next.link, link == next.link ? since : next.since, next.reason, next.stuck, next.key);
        }
    }

    /** Whether there is a connection. */
    public enum LinkState {
        @JsonProperty("connecting")
        CONNECTING,
        @JsonProperty("online")
        ONLINE,
        @JsonProperty("offline")
        OFFLINE
    }

    /** A scheduler as the protocol names it, and why it is that one. */
    public record JobScheduler(String name, List<String> notes) {
        public JobScheduler {
            notes = notes == null ? List.of() : List.copyOf(notes);
        }

        /** In one line. */
        public String words() {
            return notes.isEmpty() ? name : name + ": " + String.join("; ", notes);
        }
    }

    /** A level as the protocol names it, and what it leaves open or why it is not a better one. */
    public record Sandbox(String level, List<String> notes) {
        private static final String BY_LESS = "by landlock";

        public Sandbox {
            notes = notes == null ? List.of() : List.copyOf(notes);
        }

        /** Whether it is less than the user asked for, or than a machine can do. */
        public boolean isLess() {
            return level.equals("refused") || level.equals("advisory") || notes.contains(BY_LESS);
        }
    }

    /** Of a daemon that has just started. */
    public static RunStatus first(
            String token, Instant now, JobScheduler scheduler, Sandbox sandbox, @Nullable String allocation) {
        return new RunStatus(
                token,
                ProcessHandle.current().pid(),
                now,
                Connection.connecting(now),
                0,
                0,
                null,
                scheduler,
                sandbox,
                allocation);
    }

    RunStatus with(Connection next) {
        return new RunStatus(
                token, pid, startedAt, next, commands, shells, schedulerSilentSince, scheduler, sandbox, allocation);
    }

    RunStatus with(int runningCommands, int liveShells, @Nullable Instant silentSince) {
        return new RunStatus(
                token,
                pid,
                startedAt,
                connection,
                runningCommands,
                liveShells,
                silentSince,
                scheduler,
                sandbox,
                allocation);
    }
}
