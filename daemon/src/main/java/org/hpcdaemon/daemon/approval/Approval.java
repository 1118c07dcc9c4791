package org.hpcdaemon.daemon.approval;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.ApprovalId;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.message.approval.ApprovalInfo;
import org.hpcdaemon.protocol.message.approval.ApprovalState;
import org.jspecify.annotations.Nullable;

/**
 * A row.
 *
 * @param once whether it is used up by the first request; else it holds for a time
 * @param until when the state ends
 * @param usedKey of the request that used it
 */
record Approval(
        ApprovalId id,
        @Nullable AgentId agent,
        @Nullable String agentName,
        AskedRequest asked,
        boolean once,
        @Nullable String rule,
        String reason,
        State state,
        Instant askedAt,
        Instant until,
        @Nullable Instant decidedAt,
        @Nullable String decidedBy,
        @Nullable String note,
        @Nullable IdempotencyKey usedKey) {
    /** How long a request waits, and how long a decision about it is good for. */
    static final Duration PERIOD = Duration.ofHours(24);

    private static final Duration SKEW = Duration.ofMinutes(1);

    /** What has no key may be sent any number of times, so it is allowed for a shorter time. */
    static final Duration OPEN_PERIOD = Duration.ofHours(1);

    /** As it is stored; that it has expired is told by the time until its agent is told. */
    enum State {
        PENDING,
        ALLOWED,
        DENIED,
        USED,
        /** Nobody decided in time, and its agent was told. */
        EXPIRED;

        String stored() {
            return name().toLowerCase(Locale.ROOT);
        }

        static State ofStored(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    /** A clock that was set back makes nothing last longer; what another machine decided may be some seconds ahead. */
    boolean holds(Instant now) {
        return now.isBefore(until) && !until.isAfter(now.plus(PERIOD).plus(SKEW));
    }

    boolean isAllowed() {
        return switch (state) {
            case ALLOWED, USED -> true;
            case PENDING, DENIED, EXPIRED -> false;
        };
    }

    Approval decided(boolean allow, @Nullable String why, String by, Instant now) {
        return new Approval(
                id,
                agent,
                agentName,
                asked,
                once,
                rule,
                reason,
                allow ? State.ALLOWED : State.DENIED,
                askedAt,
                now.plus(allow && !once ? OPEN_PERIOD : PERIOD),
                now,
                by,
                why,
                null);
    }

    /** Of one that waited too long. Where a clock was set back, it has expired now. */
    Approval expired(Instant now) {
        return new Approval(
                id,
                agent,
                agentName,
                asked,
                once,
                rule,
                reason,
                State.EXPIRED,
                askedAt,
                until.isAfter(now) ? now : until,
                null,
                null,
                null,
                null);
    }

    ApprovalInfo info(Instant now) {
        return new ApprovalInfo(
                id,
                agent,
                agentName,
                asked.method(),
                asked.summary(),
                asked.text(),
                rule,
                reason,
                askedAt,
                until,
                switch (state) {
                    case PENDING -> holds(now) ? ApprovalState.PENDING : ApprovalState.EXPIRED;
                    case ALLOWED -> holds(now) ? ApprovalState.ALLOWED : ApprovalState.EXPIRED;
                    case DENIED -> ApprovalState.DENIED;
                    case USED -> ApprovalState.USED;
                    case EXPIRED -> ApprovalState.EXPIRED;
                },
                decidedAt,
                decidedBy,
                note);
    }
}
