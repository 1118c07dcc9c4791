package org.hpcdaemon.session.record;

import java.time.Instant;
import java.util.Map;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.id.RecordingId;
import org.hpcdaemon.protocol.id.ShellId;
import org.hpcdaemon.protocol.message.recording.RecordingInfo;
import org.hpcdaemon.protocol.message.recording.RecordingKind;
import org.hpcdaemon.protocol.message.value.InJob;
import org.jspecify.annotations.Nullable;

/**
 * The first line of a file, as asciicast v2 has it.
 *
 * @param timestamp seconds since 1970
 * @param hpc what players need not know
 */
record RecordingHeader(
        int version,
        int width,
        int height,
        long timestamp,
        @Nullable String title,
        @Nullable String command,
        Map<String, String> env,
        Origin hpc) {

    /** Whose it is, as {@link RecordingInfo} has it. */
    record Origin(
            RecordingId recording,
            RecordingKind kind,
            @Nullable AgentId agent,
            @Nullable String agentName,
            @Nullable ShellId shell,
            @Nullable IdempotencyKey key,
            @Nullable JobId job,
            @Nullable Integer element,
            @Nullable String node,
            Instant startedAt) {}

    static RecordingHeader of(Recorded what, RecordingName name, @Nullable String agentName) {
        InJob where = what.where();
        return new RecordingHeader(
                2,
                what.cols(),
                what.rows(),
                name.startedAt().getEpochSecond(),
                what.title(),
                what.command(),
                Map.of("TERM", "xterm-256color"),
                new Origin(
                        name.id(),
                        name.kind(),
                        what.agent(),
                        agentName,
                        what.shell(),
                        what.key(),
                        where == null ? null : where.job(),
                        where == null ? null : where.element(),
                        where == null ? null : where.node(),
                        name.startedAt()));
    }

    RecordingInfo info(@Nullable Instant endedAt, long bytes) {
        return new RecordingInfo(
                hpc.recording(),
                hpc.kind(),
                hpc.agent(),
                hpc.agentName(),
                hpc.shell(),
                hpc.key(),
                title,
                command,
                hpc.job(),
                hpc.element(),
                hpc.startedAt(),
                endedAt,
                bytes);
    }
}
