package org.hpcdaemon.agent.cli.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.message.value.Bytes;
import org.hpcdaemon.protocol.message.value.LogChunk;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LogTailTest {
    @ParameterizedTest
    @CsvSource({
        "'a|b|c|', 2, 'b|c|'",
        "'a|b|c', 2, 'b|c'",
        "'a|b|c|', 9, 'a|b|c|'",
        "'a|b|c|', 0, ''",
        "'|||', 2, '||'",
        "'', 3, ''",
        "'x', 1, 'x'"
    })
    void linesAreCountedAsTailCountsThem(String log, int lines, String expected) {
        assertThat(tail(log.replace('|', '\n'), lines)).isEqualTo(expected.replace('|', '\n'));
    }

    @ParameterizedTest
    @CsvSource({"1", "2"})
    void aLineLongerThanAChunkIsFoundWhole(int lines) {
        String line = "x".repeat(Limits.LOG_CHUNK_BYTES + 7) + "\n";
        assertThat(tail("first\n" + line.repeat(2), lines)).isEqualTo(line.repeat(lines));
    }

    private static String tail(String log, int lines) {
        byte[] bytes = log.getBytes(StandardCharsets.UTF_8);
        long start = LogTail.start(lines, (from, most) -> chunk(bytes, from, most));
        return new String(bytes, (int) start, bytes.length - (int) start, StandardCharsets.UTF_8);
    }

    private static LogChunk chunk(byte[] log, @Nullable Long from, int most) {
        int begin = from == null ? Math.max(0, log.length - most) : from.intValue();
        byte[] piece = Arrays.copyOfRange(log, begin, Math.min(log.length, begin + most));
        return new LogChunk(begin, Bytes.of(piece), log.length, false);
    }
}
