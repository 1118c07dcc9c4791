package org.hpcdaemon.agent.cli.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.hpcdaemon.client.ConnectOptions;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class JobWaitingTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void aLostConnectionIsTriedForADayButNotLongerThanTheJobIsWaitedFor() {
        assertThat(options(null).patience()).isEqualTo(Duration.ofDays(1));
        assertThat(options(Duration.ofDays(3)).patience()).isEqualTo(Duration.ofDays(1));
        assertThat(options(Duration.ofSeconds(30)).patience()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void thatItIsLostIsToldOnStandardError() {
        options(null).listener().lost(new HpcException(ErrorCode.UNREACHABLE, "the platform is restarting"));

        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("hpc: connection lost (the platform is restarting); connecting again\n");
    }

    private ConnectOptions options(@Nullable Duration timeout) {
        return JobWaiting.options(new PrintStream(err, true, StandardCharsets.UTF_8), timeout);
    }
}
