package org.hpcdaemon.protocol.message;

import java.time.Instant;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.id.RecordingId;
import org.hpcdaemon.protocol.message.recording.RecordingKind;
import org.hpcdaemon.protocol.message.recording.RecordingList;
import org.hpcdaemon.protocol.message.value.Checks;
import org.hpcdaemon.protocol.message.value.LogChunk;
import org.jspecify.annotations.Nullable;

/** What shells and commands printed, as it was recorded. For the account owner alone; to agents it is {@code not_allowed}. */
public sealed interface RecordingRequest extends Request {

    /**
     * {@code recording.list}: the newest first. Answer: {@link RecordingList}.
     *
     * @param agent of this agent alone: its id or name, {@code user} for the account owner
     * @param kind of shells or of commands alone
     * @param since began then or later
     * @param until began before
     * @param limit 1 to 1000; absent: {@link JobRequest#DEFAULT_LIMIT}
     * @param after the last of an answer that had more: those that began earlier; absent: from the newest on
     */
    record List(
            @Nullable String agent,
            @Nullable RecordingKind kind,
            @Nullable Instant since,
            @Nullable Instant until,
            @Nullable Integer limit,
            @Nullable RecordingId after)
            implements RecordingRequest {
        public List {
            Checks.text("agent", agent, Limits.NAME_CHARS * 4);
            Checks.range("limit", limit, 1, 1000);
        }
    }

    /**
     * {@code recording.read}: a piece of one, in the format asciicast v2. Answer: {@link LogChunk}, which is complete once nothing will
     * follow.
     *
     * @param from the first byte wanted; absent: 0
     * @param maxBytes absent: {@link Limits#LOG_CHUNK_BYTES}
     */
    record Read(
            RecordingId recording,
            @Nullable Long from,
            @Nullable Integer maxBytes) implements RecordingRequest {
        public Read {
            Checks.required("recording", recording);
            Checks.range("from", from, 0, Long.MAX_VALUE);
            Checks.range("maxBytes", maxBytes, 1, Limits.LOG_CHUNK_BYTES);
        }
    }
}
