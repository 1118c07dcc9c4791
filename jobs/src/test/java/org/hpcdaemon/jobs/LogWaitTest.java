package org.hpcdaemon.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.hpcdaemon.jobs.folder.LogWait;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.message.JobRequest;
import org.hpcdaemon.protocol.message.value.Bytes;
import org.hpcdaemon.protocol.message.value.LogChunk;
import org.hpcdaemon.protocol.message.value.LogStream;
import org.junit.jupiter.api.Test;

/** How long a log is waited for; the time is the test's. */
final class LogWaitTest {
    private final AtomicLong nanos =
            new AtomicLong(Long.MAX_VALUE - Duration.ofMillis(10).toNanos());
    private final AtomicInteger looks = new AtomicInteger();

    @Test
    void itEndsWithTheLastLookWithinTheWait() {
        LogChunk nothing = new LogChunk(0, Bytes.of(new byte[0]), 0, false);

        LogChunk chunk = new LogWait(nanos::get).until(request(1000), () -> {
            looks.incrementAndGet();
            nanos.addAndGet(Duration.ofMillis(400).toNanos());
            return nothing;
        });

        assertThat(chunk).isSameAs(nothing);
        assertThat(looks).hasValue(3);
    }

    private static JobRequest.Logs request(int waitMs) {
        return new JobRequest.Logs(new JobId("j_11111111"), LogStream.STDOUT, 0L, null, null, waitMs);
    }
}
