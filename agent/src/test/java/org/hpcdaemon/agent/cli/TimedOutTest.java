package org.hpcdaemon.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.hpcdaemon.agent.Settings;
import org.hpcdaemon.agent.cli.shared.Context;
import org.hpcdaemon.agent.cli.shell.CommandStreams;
import org.hpcdaemon.protocol.message.exec.ExecResult;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is told of a time-out is no more than its level keeps. */
final class TimedOutTest {
    private static String said(@Nullable String level) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream printed = new PrintStream(err, true, StandardCharsets.UTF_8);
        Context context = new Context(new Settings(Map.of()), InputStream.nullInputStream(), printed, printed);
        CommandStreams.sayTimedOut(
                context, new ExecResult(null, "KILL", true, false, 1000, null, null, level), Duration.ofSeconds(1));
        return err.toString(StandardCharsets.UTF_8).strip();
    }

    @Test
    void allEndedOnlyWhereTheKernelKnowsWhatCameFromTheCommand() {
        assertThat(said("enforced"))
                .isEqualTo("hpc: timed out after 1.0 s; the command was ended, with what it started");
        for (String level : new String[] {"advisory", "off", null}) {
            assertThat(said(level)).endsWith("a process that left its session and cleared its environment may go on");
        }
    }
}
