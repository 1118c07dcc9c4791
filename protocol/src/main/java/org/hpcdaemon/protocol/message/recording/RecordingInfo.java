package org.hpcdaemon.protocol.message.recording;

import java.time.Instant;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.id.RecordingId;
import org.hpcdaemon.protocol.id.ShellId;
import org.hpcdaemon.protocol.message.value.Checks;
import org.jspecify.annotations.Nullable;

/**
 * One recording.
 *
 * @param agent whose shell or command it is; absent: the account owner's
 * @param agentName the agent's name at that time; absent if it was not known
 * @param shell of a shell; absent: it is of a command
 * @param key of a command; absent: it is of a shell
 * @param title the shell's name; absent: it has none
 * @param command the program and its arguments, as a shell would read them, cut where it is long
 * @param job in which it ran; absent: on the daemon's machine
 * @param element of that job; absent: none
 * @param endedAt absent while it is being recorded
 * @param bytes its size by now
 */
public record RecordingInfo(
        RecordingId recording,
        RecordingKind kind,
        @Nullable AgentId agent,
        @Nullable String agentName,
        @Nullable ShellId shell,
        @Nullable IdempotencyKey key,
        @Nullable String title,
        @Nullable String command,
        @Nullable JobId job,
        @Nullable Integer element,
        Instant startedAt,
        @Nullable Instant endedAt,
        long bytes) {
    public RecordingInfo {
        Checks.required("recording", recording);
        Checks.required("kind", kind);
        Checks.required("startedAt", startedAt);
    }
}
