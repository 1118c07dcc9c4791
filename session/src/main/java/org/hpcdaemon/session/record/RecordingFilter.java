package org.hpcdaemon.session.record;

import java.time.Instant;
import org.hpcdaemon.protocol.message.recording.RecordingInfo;
import org.hpcdaemon.protocol.message.recording.RecordingKind;
import org.jspecify.annotations.Nullable;

/**
 * Which recordings are wanted; each that is null lets all pass.
 *
 * @param agent its id or its name, {@code user} for the account owner
 * @param since began then or later
 * @param until began before
 */
public record RecordingFilter(
        @Nullable String agent,
        @Nullable RecordingKind kind,
        @Nullable Instant since,
        @Nullable Instant until) {
    /** The account owner, where an agent is named. */
    private static final String OWNER = "user";

    public static final RecordingFilter ALL = new RecordingFilter(null, null, null, null);

    /** What its file's name tells. */
    boolean mayPass(RecordingName name) {
        return (kind == null || kind == name.kind())
                && (since == null || !name.startedAt().isBefore(since))
                && (until == null || name.startedAt().isBefore(until));
    }

    /** What only its header tells. */
    boolean passes(RecordingInfo info) {
        return agent == null
                || (info.agent() == null
                        ? agent.equals(OWNER)
                        : agent.equals(info.agent().value()) || agent.equals(info.agentName()));
    }
}
