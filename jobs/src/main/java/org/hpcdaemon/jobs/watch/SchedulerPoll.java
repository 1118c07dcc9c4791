package org.hpcdaemon.jobs.watch;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.hpcdaemon.jobs.model.TaskKey;
import org.hpcdaemon.jobs.scheduler.Scheduler;
import org.hpcdaemon.jobs.scheduler.Sighting;
import org.jspecify.annotations.Nullable;

/**
 * Asks the scheduler in a thread of its own, one question at a time: a scheduler that does not answer for a minute keeps
 * no thread from looking at records meanwhile.
 */
final class SchedulerPoll {
    private static final System.Logger LOG = System.getLogger(SchedulerPoll.class.getName());

    private final InstantSource clock;
    private final Runnable onAnswer;
    private final AtomicReference<@Nullable Thread> underWay = new AtomicReference<>();
    private final AtomicReference<@Nullable Answer> answer = new AtomicReference<>();
    private volatile String defect = ""; // the last that was logged

    /** @param onAnswer called when there is one */
    SchedulerPoll(InstantSource clock, Runnable onAnswer) {
        this.clock = clock;
        this.onAnswer = onAnswer;
    }

    /**
     * What came of a question.
     *
     * @param ofAll whether it was about all that is followed
     * @param at when it was asked
     * @param silence why there is no answer; absent if there is
     */
    record Answer(
            boolean ofAll,
            Map<TaskKey, Sighting> sightings,
            Instant at,
            Duration took,
            @Nullable String silence) {}

    /** Asks, unless a question is under way. */
    boolean ask(boolean ofAll, Supplier<Scheduler.Survey> question) {
        Thread thread = Thread.ofVirtual().name("scheduler").unstarted(() -> run(ofAll, question));
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

    private void run(boolean ofAll, Supplier<Scheduler.Survey> question) {
        Instant at = clock.instant();
        try {
            Scheduler.Survey survey = answered(question);
            Duration took = Duration.between(at, clock.instant());
            answer.set(
                    switch (survey) {
                        case Scheduler.Survey.Answer said -> new Answer(ofAll, said.sightings(), at, took, null);
                        case Scheduler.Survey.Silent(String reason) -> new Answer(ofAll, Map.of(), at, took, reason);
                    });
        } finally {
            underWay.set(null);
            onAnswer.run();
        }
    }

    /** A question that fails by a defect is one without an answer; it is asked again, and logged once. */
    private Scheduler.Survey answered(Supplier<Scheduler.Survey> question) {
        try {
            Scheduler.Survey survey = question.get();
            defect = "";
            return survey;
        } catch (RuntimeException e) {
            if (!e.toString().equals(defect)) {
                defect = e.toString();
                LOG.log(
                        Level.ERROR,
                        "asking the scheduler failed with an internal error; job states stay as they are; asked again",
                        e);
            }
            return new Scheduler.Survey.Silent("asking it failed with an internal error: " + e);
        }
    }
}
