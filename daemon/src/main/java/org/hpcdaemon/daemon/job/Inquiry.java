package org.hpcdaemon.daemon.job;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Asks the scheduler in a thread of its own, one question at a time: a scheduler that does not answer for a minute keeps
 * nobody from looking at records meanwhile.
 */
final class Inquiry {
    private final Scheduler scheduler;
    private final InstantSource clock;
    private final Runnable onAnswer;
    private final AtomicReference<@Nullable Thread> underWay = new AtomicReference<>();
    private final AtomicReference<@Nullable Answer> answer = new AtomicReference<>();

    /** @param onAnswer called when there is one */
    Inquiry(Scheduler scheduler, InstantSource clock, Runnable onAnswer) {
        this.scheduler = scheduler;
        this.clock = clock;
        this.onAnswer = onAnswer;
    }

    /**
     * What came of a question.
     *
     * @param at when it was asked
     * @param silence why there is no answer; absent if there is
     */
    record Answer(
            Map<TaskKey, Sighting> sightings,
            Instant at,
            Duration took,
            @Nullable String silence) {}

    /** Something to be done with the scheduler before it is asked. */
    interface Errands {
        /** Returns why the scheduler does not answer; empty if it does. */
        Optional<String> run();
    }

    /** Asks, unless a question is under way. */
    boolean ask(Collection<TaskKey> tasks, Errands errands) {
        List<TaskKey> all = List.copyOf(tasks);
        Thread thread = Thread.ofVirtual().name("scheduler").unstarted(() -> run(all, errands));
        if (!underWay.compareAndSet(null, thread)) {
            return false;
        }
        thread.start();
        return true;
    }

    /** The answer to the last question, once. */
    Optional<Answer> take() {
        return Optional.ofNullable(answer.getAndSet(null));
    }

    /** Waits for no answer any more. */
    void close() {
        Thread thread = underWay.get();
        if (thread != null) {
            thread.interrupt();
            try {
                thread.join(); // so that nothing is written after this
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void run(List<TaskKey> tasks, Errands errands) {
        Instant at = clock.instant();
        try {
            Optional<String> silence = errands.run();
            Scheduler.Survey survey = tasks.isEmpty() ? new Scheduler.Survey.Answer(Map.of()) : scheduler.survey(tasks);
            Duration took = Duration.between(at, clock.instant());
            answer.set(
                    switch (survey) {
                        case Scheduler.Survey.Answer(Map<TaskKey, Sighting> sightings) ->
                            new Answer(sightings, at, took, silence.orElse(null));
                        case Scheduler.Survey.Silent(String reason) -> new Answer(Map.of(), at, took, reason);
                    });
        } finally {
            underWay.set(null);
            onAnswer.run();
        }
    }
}
