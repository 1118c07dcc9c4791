package org.hpcdaemon.daemon.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;

import java.nio.file.Path;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.hpcdaemon.linux.process.Host;
import org.hpcdaemon.linux.process.ProcessIdentity;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.session.schema.DaemonSchema;
import org.hpcdaemon.store.Database;
import org.hpcdaemon.store.Journal;
import org.hpcdaemon.store.Sql;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LeaseTest {
    private static final DaemonId BOX = new DaemonId("box");

    @TempDir
    Path home;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    private final Host here = Host.here();
    private final AtomicLong nanos = new AtomicLong();
    private Database database;

    @BeforeEach
    void open() {
        database = Database.open(home.resolve("state.db"), DaemonSchema.migrations(), Journal.ROLLBACK);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aLivingProcessOfThisHostKeepsItsLeaseHoweverOldTheStamp() {
        Lease first = lease(here.self(), "1");
        assertThat(first.tryTake()).isInstanceOf(Lease.Outcome.Taken.class);
        pass(Duration.ofDays(1));

        Lease second = lease(new ProcessIdentity(here, 1, 1), "2");

        assertThat(second.tryTake()).isEqualTo(new Lease.Outcome.HeldBy(here.self()));
    }

    @Test
    void aDeadProcessARecycledPidAndARebootAreTakenOverAtOnce() {
        ProcessIdentity self = here.self();
        for (ProcessIdentity dead : new ProcessIdentity[] {
            new ProcessIdentity(here, 4_000_000, 1),
            new ProcessIdentity(here, self.pid(), self.startTime() + 1),
            new ProcessIdentity(new Host(here.name(), "another boot"), self.pid(), self.startTime()),
        }) {
            assertThat(lease(dead, "dead").tryTake()).isInstanceOf(Lease.Outcome.Taken.class);
            Lease next = lease(self, "next");
            assertThat(next.tryTake()).as("after %s", dead).isInstanceOf(Lease.Outcome.Taken.class);
            next.close();
        }
    }

    @Test
    void anotherHostsLeaseIsTakenOverOnlyAfterStandingStillForTheExpiry() {
        Lease other = lease(new ProcessIdentity(new Host("login2", "b"), 7, 7), "other");
        other.tryTake();
        Lease mine = lease(here.self(), "mine");
        assertThat(mine.tryTake()).isInstanceOf(Lease.Outcome.HeldBy.class);

        for (int i = 0; i < 20; i++) {
            pass(Lease.RENEW_INTERVAL);
            assertThat(other.renew()).isTrue();
            assertThat(mine.tryTake()).as("it is renewed").isInstanceOf(Lease.Outcome.HeldBy.class);
        }
        pass(Lease.EXPIRY.minusSeconds(1));
        assertThat(mine.tryTake()).isInstanceOf(Lease.Outcome.HeldBy.class);
        pass(Duration.ofSeconds(1));

        assertThat(mine.tryTake()).isInstanceOf(Lease.Outcome.Taken.class);
        assertThat(other.renew()).as("the robbed one notices").isFalse();
        assertThat(mine.renew()).isTrue();
    }

    @Test
    void anotherHostsLeaseOfLongAgoIsTakenOverAtOnce() {
        lease(new ProcessIdentity(new Host("login2", "b"), 7, 7), "other").tryTake();
        pass(Lease.EXPIRY_BY_STAMP);

        assertThat(lease(here.self(), "mine").tryTake()).isInstanceOf(Lease.Outcome.Taken.class);
    }

    @Test
    void aHolderThatCannotRenewStopsBeforeAnybodyMayTakeOver() {
        Lease lease = lease(here.self(), "1");
        lease.tryTake();
        database.close();

        assertThat(lease.renew()).as("a hiccup is waited for").isTrue();
        pass(Lease.GIVE_UP.plusSeconds(1));
        assertThat(lease.renew()).isFalse();
        assertThat(Lease.GIVE_UP).isLessThan(Lease.EXPIRY);
    }

    @Test
    void aFileSystemThatRefusesEveryWriteIsWaitedForWhileTheRowIsOurs() {
        Lease lease = lease(here.self(), "1");
        lease.tryTake();
        for (int i = 0; i < 10; i++) {
            pass(Lease.GIVE_UP.minusSeconds(1));
            refuseNextWrite();
            assertThat(lease.renew()).isTrue();
            assertThat(lease.pause()).isEqualTo(Lease.RETRY_INTERVAL);
        }
        assertThat(lease.renew()).as("there is room again").isTrue();
        assertThat(lease.pause()).isEqualTo(Lease.RENEW_INTERVAL);

        database.write(sql -> Sql.update(sql, "UPDATE lease SET token = 'other'"));
        pass(Lease.GIVE_UP.plusSeconds(1));
        refuseNextWrite();
        assertThat(lease.renew()).as("the row is not ours").isFalse();
    }

    @Test
    void aRenewalThatHangsIsGivenUpInTime() throws Exception {
        Lease lease = lease(here.self(), "1");
        lease.tryTake();
        CountDownLatch hanging = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        Thread disk = Thread.ofPlatform()
                .start(() -> database.write(sql -> {
                    hanging.countDown();
                    try {
                        over.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    return true;
                }));
        hanging.await();
        Thread renewal = Thread.ofPlatform().start(lease::renew);
        List<String> lost = new CopyOnWriteArrayList<>();
        LeaseKeeper keeper = new LeaseKeeper(lease, lost::add);
        keeper.start();

        pass(Lease.GIVE_UP.plusSeconds(1));

        await().until(() -> lost.size() == 1);
        assertThat(lost.getFirst()).contains("another host may take it");
        keeper.close();
        over.countDown();
        disk.join();
        renewal.join();
        assertThat(lease.renew()).isFalse();
    }

    @Test
    void aClockThatIsSetDoesNotLoseIt() {
        Lease lease = lease(here.self(), "1");
        lease.tryTake();
        now.updateAndGet(before -> before.plus(Duration.ofDays(30)));
        database.close();
        assertThat(lease.renew()).as("a hiccup is waited for").isTrue();
    }

    /** As a full disk does: the file can be read. */
    private void refuseNextWrite() {
        database.write(sql -> {
            try (Statement statement = sql.createStatement()) {
                return statement.execute("PRAGMA query_only = ON");
            }
        });
    }

    private Lease lease(ProcessIdentity who, String token) {
        return new Lease(database, BOX, who, token, now::get, nanos::get);
    }

    private void pass(Duration time) {
        now.updateAndGet(before -> before.plus(time));
        nanos.addAndGet(time.toNanos());
    }
}
