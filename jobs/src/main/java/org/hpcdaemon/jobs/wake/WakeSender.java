package org.hpcdaemon.jobs.wake;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.hpcdaemon.linux.process.DaemonLoop;
import org.hpcdaemon.protocol.error.Advice;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.message.job.Event;
import org.hpcdaemon.store.ChangeWatch;
import org.hpcdaemon.store.StoreException;

/**
 * The one loop that sends wake-ups, oldest first, until the platform has acknowledged each. Retries back off with
 * full jitter and never end; a connection or a new event cuts the wait short. An event that the platform refuses
 * for good is set aside and delays no other. What another process adds to the outbox is found by looking.
 */
public final class WakeSender implements AutoCloseable {
    /** Hides the round trip when hundreds wait, and stays under the platform's limit on calls in flight. */
    private static final int IN_FLIGHT = 16;

    private static final Duration FIRST_WAIT = Duration.ofMillis(250);
    private static final Duration MAX_WAIT = Duration.ofSeconds(30);

    /** What another process added is sent after this long: a person has decided at the machine. */
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(2);

    private static final System.Logger LOG = System.getLogger(WakeSender.class.getName());

    /** What sending one came to. */
    private enum Outcome {
        SETTLED,
        /** Of that agent, so that others may go on. */
        INBOX_FULL,
        FAILED
    }

    private final Outbox outbox;
    private final EventPublisher publisher;
    private final RandomGenerator random;
    private final Semaphore news = new Semaphore(0);
    private final ExecutorService senders = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("wake-", 0).factory());
    private final DaemonLoop loop = new DaemonLoop("wake", this::round);

    /** Only the loop uses it. */
    private final ChangeWatch changes;

    /** Rounds in a row that failed; only the loop uses it. */
    private int failures;

    public WakeSender(Outbox outbox, EventPublisher publisher, RandomGenerator random) {
        this.outbox = outbox;
        this.changes = outbox.changes();
        this.publisher = publisher;
        this.random = random;
        outbox.onAdded(this::lookAgain);
    }

    public void start() {
        loop.start();
    }

    /** The link is up: whatever waits is sent now. */
    public void connected() {
        lookAgain();
    }

    /** Stops sending. What was not acknowledged stays in the outbox, for the next start. */
    @Override
    public void close() {
        loop.close();
        senders.shutdownNow();
    }

    private void lookAgain() {
        news.release();
    }

    private boolean round() throws InterruptedException {
        news.drainPermits();
        try {
            failures = sendAll() ? 0 : failures + 1;
        } catch (RejectedExecutionException _) {
            return false; // closed, while it handed out what waits
        }
        if (failures == 0) {
            awaitNews();
        } else if (news.tryAcquire(wait(failures), TimeUnit.MILLISECONDS)) {
            failures = 0;
        }
        return true;
    }

    private void awaitNews() throws InterruptedException {
        boolean added = false;
        while (!added) {
            added = news.tryAcquire(POLL_INTERVAL.toMillis(), TimeUnit.MILLISECONDS) || changes.mayHaveChanged();
        }
    }

    /**
     * Sends what waits. Returns whether all of it is settled; stops at the first batch in which something failed. An
     * agent whose inbox is full keeps no other waiting: the rest of its own is tried again with the next round.
     */
    private boolean sendAll() throws InterruptedException {
        try {
            Set<Optional<AgentId>> full = new HashSet<>();
            long last = 0;
            while (true) {
                List<Outbox.Waiting> batch = outbox.after(last, IN_FLIGHT);
                if (batch.isEmpty()) {
                    return full.isEmpty();
                }
                if (!sendBatch(batch, full)) {
                    return false;
                }
                last = batch.getLast().seq();
            }
        } catch (StoreException e) {
            LOG.log(
                    Level.WARNING,
                    "the outbox cannot be read; wake-ups wait in it and are tried again: {0}",
                    e.getMessage());
            return false;
        }
    }

    /** Adds to those whose inbox is full; false if something failed that would fail for others too. */
    private boolean sendBatch(List<Outbox.Waiting> batch, Set<Optional<AgentId>> full) throws InterruptedException {
        Map<Event, Future<Outcome>> sends = new LinkedHashMap<>();
        for (Outbox.Waiting waiting : batch) {
            Event event = waiting.event();
            if (!full.contains(Optional.ofNullable(event.agent()))) {
                sends.put(event, senders.submit(() -> send(event)));
            }
        }
        boolean all = true;
        for (Map.Entry<Event, Future<Outcome>> send : sends.entrySet()) {
            try {
                switch (send.getValue().get()) {
                    case SETTLED -> {}
                    case INBOX_FULL ->
                        full.add(Optional.ofNullable(send.getKey().agent()));
                    case FAILED -> all = false;
                }
            } catch (ExecutionException e) {
                LOG.log(Level.WARNING, "a wake-up was not sent and is tried again", e.getCause());
                all = false;
            }
        }
        return all;
    }

    private Outcome send(Event event) throws InterruptedException {
        try {
            publisher.publish(event);
        } catch (HpcException e) {
            if (e.code() == ErrorCode.BUSY) {
                return Outcome.INBOX_FULL;
            }
            if (e.code().advice() == Advice.RETRY) {
                return Outcome.FAILED;
            }
            LOG.log(
                    Level.ERROR,
                    "the platform refuses wake-up {0} ({1} of {2}), which is kept and not sent again: {3}",
                    event.id(),
                    event.type(),
                    about(event),
                    e.reason());
            outbox.refused(event.id(), e.reason());
            return Outcome.SETTLED;
        }
        outbox.sent(event.id());
        return Outcome.SETTLED;
    }

    private static Object about(Event event) {
        return event.approval() == null
                ? event.endedJob().job()
                : event.approval().approval();
    }

    /** Milliseconds: anything up to the doubled wait, so that daemons that lost one platform do not return as one. */
    private long wait(int failures) {
        long ceiling = Math.min(MAX_WAIT.toMillis(), FIRST_WAIT.toMillis() << Math.min(failures - 1, 10));
        return random.nextLong(ceiling) + 1;
    }
}
