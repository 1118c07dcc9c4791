package org.hpcdaemon.daemon.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.store.Database;
import org.hpcdaemon.store.Journal;
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
            pass(Lease.RENEW_EVERY);
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

    private Lease lease(ProcessIdentity who, String token) {
        return new Lease(database, BOX, who, token, now::get);
    }

    private void pass(Duration time) {
        now.updateAndGet(before -> before.plus(time));
    }
}
