package org.hpcdaemon.platform.api;

import java.time.Duration;
import java.util.Map;
import org.hpcdaemon.platform.http.route.Answer;
import org.hpcdaemon.platform.http.route.HttpCall;
import org.hpcdaemon.platform.http.route.Parameter;
import org.hpcdaemon.platform.inbox.Inbox;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.message.value.LogChunk;
import org.jspecify.annotations.Nullable;

/** What several routes take and answer alike: waits, and pieces of output. */
final class Waits {
    static final Parameter.Whole WAIT = new Parameter.Whole(
            "wait", "Seconds to wait for the end, or for something new; 0 if absent.", 0, Inbox.MAX_WAIT.toSeconds());

    static final Parameter.Whole FROM =
            new Parameter.Whole("from", "The first byte wanted; the last \"max\" bytes if absent.", 0, Long.MAX_VALUE);

    static final Parameter.Whole MAX =
            new Parameter.Whole("max", "Bytes wanted at most; 65536 if absent.", 1, Limits.LOG_CHUNK_BYTES);

    private Waits() {}

    static Duration wait(HttpCall call) {
        return Duration.ofSeconds(call.number(WAIT, 0));
    }

    static @Nullable Integer max(HttpCall call) {
        Long given = call.number(MAX);
        return given == null ? null : Integer.valueOf(Math.toIntExact(given));
    }

    /** Whether there is something to read, or never will be. */
    static boolean hasNews(LogChunk chunk) {
        return chunk.data().length() > 0 || chunk.complete();
    }

    /** The bytes as they are; where they stand is in headers. */
    static Answer bytes(LogChunk chunk, @Nullable Long from) {
        byte[] data = chunk.data().toArray();
        Answer answer = new Answer(200, Map.of(), data)
                .with("Hpc-Offset", chunk.from())
                .with("Hpc-Next", chunk.from() + data.length)
                .with("Hpc-Size", chunk.size());
        if (from != null && chunk.from() > from) {
            answer = answer.with("Hpc-Gap", from + "-" + chunk.from());
        }
        return chunk.complete() ? answer.with("Hpc-End", true) : answer;
    }
}
