package org.hpcdaemon.agent.cli.job;

import java.util.function.BiFunction;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.message.value.LogChunk;
import org.jspecify.annotations.Nullable;

/** Where the last lines of a log begin: found from its end, keeping one chunk at a time. */
final class LogTail {
    private LogTail() {}

    /**
     * @param lines how many, as tail(1) counts them: a line without an end counts too
     * @param read a chunk from an offset on, or the last bytes; at most so many
     */
    static long start(int lines, BiFunction<@Nullable Long, Integer, LogChunk> read) {
        LogChunk chunk = read.apply(null, Limits.LOG_CHUNK_BYTES);
        long end = chunk.from() + chunk.data().length();
        int left = lines;
        while (true) {
            byte[] bytes = chunk.data().toArray();
            for (int i = bytes.length - 1; i >= 0; i--) {
                long after = chunk.from() + i + 1;
                // The end of the last line begins no other.
                if (bytes[i] == '\n' && after < end && --left == 0) {
                    return after;
                }
            }
            if (lines == 0 || chunk.from() == 0) {
                return lines == 0 ? end : 0;
            }
            long from = Math.max(0, chunk.from() - Limits.LOG_CHUNK_BYTES);
            chunk = read.apply(from, (int) (chunk.from() - from));
        }
    }
}
