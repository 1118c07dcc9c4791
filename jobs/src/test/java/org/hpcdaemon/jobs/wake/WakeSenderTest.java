package org.hpcdaemon.jobs.wake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.message.job.Event;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.session.schema.DaemonSchema;
import org.hpcdaemon.session.stream.Shortly;
import org.hpcdaemon.store.Database;
import org.hpcdaemon.store.Journal;
import org.hpcdaemon.store.Sql;
import org.hpcdaemon.testkit.SampleJob;
import org.hpcdaemon.testkit.TestClock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WakeSenderTest {
    private static final DaemonId BOX = new DaemonId("box");

    @TempDir
    Path home;

    private final RandomIds ids = new RandomIds(new Random(1));
    private final List<Event> arrived = new CopyOnWriteArrayList<>();
    private Database database;
    private Outbox outbox;

    @BeforeEach
    void open() {
        database = Database.open(home.resolve("state.db"), DaemonSchema.migrations(), Journal.WAL);
        outbox = new Outbox(database, BOX, InstantSource.system());
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void whatWaitedIsSentOldestFirstAndMarkedOnlyWhenAcknowledged() {
        List<Event> events = add(40);
        CountDownLatch acknowledge = new CountDownLatch(1);
        try (WakeSender sender = sender(event -> {
            arrived.add(event);
            acknowledge.await();
        })) {
            sender.start();
            await().until(() -> arrived.size() == 16);
            assertThat(outbox.waiting()).as("nothing is acknowledged").isEqualTo(40);
            assertThat(arrived).containsExactlyInAnyOrderElementsOf(events.subList(0, 16));
            acknowledge.countDown();
            await().until(() -> outbox.waiting() == 0);
            assertThat(arrived).containsExactlyInAnyOrderElementsOf(events);
        }
    }

    @Test
    void whatAnotherProcessAddedIsFoundByLooking() {
        Outbox others = outbox;
        outbox = new Outbox(database, BOX, InstantSource.system());
        try (WakeSender sender = sender(arrived::add)) {
            sender.start();
            add(1);
            await().until(() -> outbox.waiting() == 0);
            arrived.clear();
            outbox = others;
            List<Event> events = add(3);
            await().untilAsserted(() -> assertThat(arrived).containsExactlyInAnyOrderElementsOf(events));
        }
    }

    @Test
    void aPlatformThatIsAwayIsTriedAgainUntilItIsBack() {
        add(3);
        AtomicInteger refusals = new AtomicInteger(12);
        try (WakeSender sender = sender(event -> {
            if (refusals.getAndDecrement() > 0) {
                throw new HpcException(ErrorCode.DAEMON_OFFLINE, "not connected");
            }
            arrived.add(event);
        })) {
            sender.start();
            await().until(() -> {
                sender.connected(); // else the back-off would take its seconds
                return outbox.waiting() == 0;
            });
        }
        assertThat(arrived).hasSize(3);
    }

    @Test
    void afterADayWithoutThePlatformAllArriveWithinAMinuteEachOnce() {
        TestClock clock = TestClock.at("2026-01-01T00:00:00Z");
        outbox = new Outbox(database, BOX, clock);
        List<Event> events = add(200);
        AtomicBoolean away = new AtomicBoolean(true);
        AtomicInteger refused = new AtomicInteger();
        try (WakeSender sender = sender(event -> {
            if (away.get()) {
                refused.incrementAndGet();
                throw new HpcException(ErrorCode.UNREACHABLE, "away");
            }
            arrived.add(event);
        })) {
            sender.start();
            await().until(() -> refused.get() > 20);
            clock.advance(Duration.ofHours(24));
            away.set(false); // without a notice: the connection is still being tried

            await().until(() -> outbox.waiting() == 0);

            assertThat(arrived).containsExactlyInAnyOrderElementsOf(events);
        }
    }

    @Test
    void anEventThePlatformNeverTakesHoldsUpNoOtherAndIsKept() {
        List<Event> events = add(3);
        try (WakeSender sender = sender(event -> {
            if (event.equals(events.get(1))) {
                throw HpcException.invalid("poison");
            }
            arrived.add(event);
        })) {
            sender.start();
            await().until(() -> outbox.waiting() == 0);
        }
        assertThat(arrived).containsExactlyInAnyOrder(events.get(0), events.get(2));
        List<String> refused = database.read(sql -> Sql.query(
                sql, "SELECT id, note FROM outbox WHERE state = 'refused'", row -> row.text("id") + row.text("note")));
        assertThat(refused).containsExactly(events.get(1).id() + "poison");
    }

    @Test
    void anAgentWhoseInboxIsFullHoldsUpNoOther() {
        AgentId full = new AgentId("a_fullagent1");
        add(40, full);
        List<Event> others = add(3, new AgentId("a_otheragent"));
        try (WakeSender sender = sender(event -> {
            if (full.equals(event.agent())) {
                throw new HpcException(ErrorCode.BUSY, "2000 events of agent a_fullagent1 wait to be acknowledged");
            }
            arrived.add(event);
        })) {
            sender.start();
            await().until(() -> outbox.waiting() == 40);
        }
        assertThat(arrived).containsExactlyInAnyOrderElementsOf(others);
    }

    @Test
    void anEventWhoseAcknowledgementWasLostKeepsItsIdInTheNextDaemon() {
        Event event = add(1).getFirst();
        try (WakeSender sender = sender(sent -> {
            arrived.add(sent);
            throw new HpcException(ErrorCode.DAEMON_OFFLINE, "cut before the answer came");
        })) {
            sender.start();
            await().until(() -> !arrived.isEmpty());
        }
        try (WakeSender sender = sender(arrived::add)) {
            sender.start();
            await().until(() -> outbox.waiting() == 0);
        }
        assertThat(arrived).hasSizeGreaterThan(1).allMatch(event::equals);
    }

    @Test
    void aNewEventIsSentAtOnce() {
        try (WakeSender sender = sender(arrived::add)) {
            sender.start();
            add(1);
            await().until(() -> outbox.waiting() == 0);
        }
    }

    @Test
    void closedWhileItHandsOutWhatWaitsItEndsWithoutAnError() {
        add(16);
        AtomicInteger rounds = new AtomicInteger();
        // Fails with what a thread did not catch.
        Shortly.await().until(() -> {
            CompletableFuture<WakeSender> itself = new CompletableFuture<>();
            WakeSender sender = sender(_ -> {
                itself.join().close();
                throw new HpcException(ErrorCode.DAEMON_OFFLINE, "closed");
            });
            itself.complete(sender);
            sender.start();
            return rounds.incrementAndGet() == 100;
        });
    }

    @Test
    void aDefectInARoundDoesNotEndTheSending() {
        add(1);
        AtomicBoolean away = new AtomicBoolean(true);
        AtomicInteger defects = new AtomicInteger();
        RandomGenerator defective = () -> {
            away.set(false);
            defects.incrementAndGet();
            throw new IllegalStateException("a defect");
        };
        EventPublisher publisher = event -> {
            if (away.get()) {
                throw new HpcException(ErrorCode.UNREACHABLE, "away");
            }
            arrived.add(event);
        };
        try (WakeSender sender = new WakeSender(outbox, publisher, defective)) {
            sender.start();
            await().until(() -> outbox.waiting() == 0);
        }
        assertThat(defects).hasPositiveValue();
        assertThat(arrived).hasSize(1);
    }

    private WakeSender sender(EventPublisher publisher) {
        return new WakeSender(outbox, publisher, new Random(1));
    }

    private List<Event> add(int count) {
        return add(count, null);
    }

    private List<Event> add(int count, @Nullable AgentId agent) {
        List<Event> events = new CopyOnWriteArrayList<>();
        for (int i = 0; i < count; i++) {
            JobId job = ids.job();
            Instant at = Instant.ofEpochSecond(i);
            JobInfo info = SampleJob.completed(job, at);
            events.add(new Event(ids.event(), BOX, agent, Event.JOB_FINISHED, at, info, "c\u0000ö", "\u001b[0m", ""));
        }
        database.write(sql -> {
            for (Event event : events) {
                outbox.add(sql, event);
            }
            return true;
        });
        outbox.added();
        return events;
    }
}
