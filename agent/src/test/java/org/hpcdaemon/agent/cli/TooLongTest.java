package org.hpcdaemon.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A command that no message holds: sent, it would end the connection, again and again. */
final class TooLongTest {
    @Test
    void argumentsLongerThanAMessageAreRefusedAtOnceAndNameTheWayOut(@TempDir Path folder) throws Exception {
        // Each by itself is no longer than an argument may be.
        String part = "a".repeat(Limits.TEXT_BYTES / 5);
        try (World world = new World(folder)) {
            World.Called streamed = world.hpc("", "exec", "box", "--", "echo", part, part, part, part, part);
            assertThat(streamed.code()).isEqualTo(ExitCodes.NOT_STARTED);
            assertThat(streamed.err()).hasLineCount(1).contains("the most is " + Limits.TEXT_BYTES, "standard input");
            World.Called collected = world.hpc("", "exec", "box", "--json", "--", "echo", part, part, part, part, part);
            assertThat(collected.code()).isEqualTo(ExitCodes.NOT_STARTED);
            assertThat(collected.err()).hasLineCount(1).contains("the most is " + Limits.TEXT_BYTES);
        }
    }
}
