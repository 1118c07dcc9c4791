package org.hpcdaemon.platform.audit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which refusals are told one by one, and which are only counted: to be refused costs nothing, and must not push out of
 * a bounded log what tells of sign-ins and keys. Thread-safe.
 */
final class RefusalBudget {
    /** A person who mistypes, or an agent that looks around, stays far below; one that guesses does not. */
    static final int OF_ONE = 60;

    /** From all sources, since addresses are cheap: 4 MB a day, so that such a flood fills the log in five weeks. */
    static final int OF_ALL = 600;

    static final Duration PERIOD = Duration.ofHours(1);

    /**
     * What was only counted.
     *
     * @param source absent: all refusals past the total budget
     */
    record Counted(@Nullable String source, long refusals, Instant since) {}

    private static final class Spending {
        private int told;
        private long counted;
    }

    /** Of the sources that were told of, so never more than {@link #OF_ALL}. */
    private final Map<String, Spending> sources = new HashMap<>();

    private Instant since = Instant.EPOCH;
    private int told;
    private long counted;

    /** Whether this refusal is to be told; else it is counted. */
    synchronized boolean spend(String source, Instant now) {
        if (sources.isEmpty()) {
            since = now;
        }
        Spending spending = sources.get(source);
        if (spending != null && spending.told >= OF_ONE) {
            spending.counted++;
            return false;
        }
        if (told >= OF_ALL) {
            counted++;
            return false;
        }
        told++;
        sources.computeIfAbsent(source, _ -> new Spending()).told++;
        return true;
    }

    /** Once a period is over: what was only counted in it. From then on refusals are told again. */
    synchronized List<Counted> settle(Instant now) {
        // In the future: the clock was set back, and the budget must not wait until it is there again.
        boolean over = now.isBefore(since) || Duration.between(since, now).compareTo(PERIOD) >= 0;
        if (sources.isEmpty() || !over) {
            return List.of();
        }
        List<Counted> all = new ArrayList<>();
        sources.forEach((source, spending) -> {
            if (spending.counted > 0) {
                all.add(new Counted(source, spending.counted, since));
            }
        });
        if (counted > 0) {
            all.add(new Counted(null, counted, since));
        }
        sources.clear();
        told = 0;
        counted = 0;
        return all;
    }
}
