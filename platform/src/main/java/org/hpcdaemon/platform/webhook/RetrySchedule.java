package org.hpcdaemon.platform.webhook;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** When a message that failed is sent again: the schedule that Standard Webhooks recommends, about four days in all. Pure. */
final class RetrySchedule {
    private static final List<Duration> PAUSES = Stream.of(
                    "PT5S", "PT5M", "PT30M", "PT2H", "PT5H", "PT10H", "PT14H", "PT20H", "PT24H")
            .map(Duration::parse)
            .toList();

    /** Receivers that refuse one message refuse it again; three times it may be their mistake. */
    static final int REFUSALS = 3;

    private static final Duration MAX_RETRY_AFTER = Duration.ofDays(1);

    private RetrySchedule() {}

    /**
     * The pause after so many failed attempts, with a tenth of it as jitter; empty if there were enough.
     *
     * @param wish of the receiver, in seconds
     */
    static Optional<Duration> after(int failed, int wish, RandomGenerator random) {
        if (failed > PAUSES.size()) {
            return Optional.empty();
        }
        long millis = PAUSES.get(failed - 1).toMillis();
        long wished = Math.min(Duration.ofSeconds(wish).toMillis(), MAX_RETRY_AFTER.toMillis());
        return Optional.of(Duration.ofMillis(Math.max(millis, wished) + random.nextLong(millis / 10)));
    }
}
