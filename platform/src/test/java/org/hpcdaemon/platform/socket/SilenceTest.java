package org.hpcdaemon.platform.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class SilenceTest {
    private final AtomicLong received = new AtomicLong();
    private final Silence silence = new Silence(received::get, 0);

    @Test
    void what_arrives_starts_it_anew_and_so_does_a_part_of_a_message() {
        assertThat(silence.isTooLong(true, seconds(45))).isFalse();
        received.incrementAndGet();
        assertThat(silence.isTooLong(true, seconds(46))).isFalse();
        assertThat(silence.isTooLong(true, seconds(91))).isFalse();
        assertThat(silence.isTooLong(true, seconds(92))).isTrue();
    }

    @Test
    void silence_does_not_count_while_we_do_not_listen() {
        assertThat(silence.isTooLong(false, seconds(300))).isFalse();
        assertThat(silence.isTooLong(true, seconds(345))).isFalse();
        assertThat(silence.isTooLong(true, seconds(346))).isTrue();
    }

    private static long seconds(long seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }
}
