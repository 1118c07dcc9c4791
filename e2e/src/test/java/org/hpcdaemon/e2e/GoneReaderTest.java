package org.hpcdaemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import org.hpcdaemon.e2e.world.Outcome;
import org.hpcdaemon.e2e.world.Processes;
import org.hpcdaemon.e2e.world.World;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** {@code hpc … | head -1}: the reader of its output has left. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class GoneReaderTest {
    /** For what takes a second on an idle machine. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private World world;
    private String key;

    @BeforeAll
    void start(@TempDir Path folder) {
        world = World.start(GoneReaderTest.class, folder);
        world.box();
        key = world.platform().agentKey(World.ADA, "agent");
    }

    @AfterAll
    void stop() throws IOException {
        world.close();
    }

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
