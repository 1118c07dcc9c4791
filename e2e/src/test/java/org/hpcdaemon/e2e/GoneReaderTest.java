package org.hpcdaemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.hpcdaemon.e2e.world.Outcome;
import org.hpcdaemon.e2e.world.Processes;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.junit.jupiter.api.Test;

/** {@code hpc … | head -1}: the reader of its output has left. */
final class GoneReaderTest extends OneBox {
    /** For what takes a second on an idle machine. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Test
    void aCommandWhoseOutputNobodyReadsIsEndedThereToo() {
        Outcome<Integer> outcome =
                world.hpc(key, new byte[0], GoneReaderTest::oneByte, "exec", "box", "--", "yes", "for-nobody");

        assertThat(outcome).isEqualTo(new Outcome<>(ExitCodes.READER_LEFT, (int) 'f', ""));
        await().atMost(PATIENCE).until(() -> Processes.running("yes for-nobody") == 0);
    }

    @Test
    void aWakeUpThatCouldNotBePrintedIsNotAcknowledged() {
        String job = world.hpc(key, "job", "submit", "box", "--", "true").out().strip();
        await().atMost(PATIENCE).until(() -> world.hpc(key, "events").out().contains(job));

        Outcome<Integer> outcome = world.hpc(key, new byte[0], GoneReaderTest::nothing, "events", "--ack");

        assertThat(outcome).isEqualTo(new Outcome<>(ExitCodes.READER_LEFT, 0, ""));
        assertThat(world.hpc(key, "events", "--ack").out()).contains(job);
    }

    private static int oneByte(InputStream output) {
        try (output) {
            return output.read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int nothing(InputStream output) {
        try (output) {
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
