package org.hpcdaemon.platform.approval;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.hpcdaemon.platform.app.PlatformSchema;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.id.UserId;
import org.hpcdaemon.protocol.message.PlatformRequest.ApprovalsWaiting;
import org.hpcdaemon.store.Database;
import org.hpcdaemon.testkit.TestClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When account owners are mailed. */
final class ApprovalMailsTest {
    private static final UserId ADA = RandomIds.secure().user();
    private static final UserId BOB = RandomIds.secure().user();
    private static final DaemonId BOX = new DaemonId("box");
    private static final DaemonId LOGIN = new DaemonId("login1");
    private static final URI PAGE = URI.create("https://hpc.example.org/#/approvals");

    @TempDir
    private Path home;

    private final TestClock clock = TestClock.at("2026-07-01T12:00:00Z");
    private final List<String> sent = new ArrayList<>();
    private boolean room = true;
    private Database database;
    private ApprovalMails mails;

    private final OwnerMail mail = new OwnerMail() {
        @Override
        public boolean hasRoom() {
            return room;
        }

        @Override
        public void approvalsWait(UserId user, List<WaitingRequests> waiting, URI approvals) {
            assertThat(approvals).isEqualTo(PAGE);
            StringBuilder line = new StringBuilder(user.equals(ADA) ? "ada" : "bob");
            waiting.forEach(
                    each -> line.append(" ").append(each.daemon()).append(" ").append(each.waiting()));
            sent.add(line.toString());
        }
    };

    @BeforeEach
    void open() {
        database = PlatformSchema.open(home);
        mails = new ApprovalMails(database, mail, () -> PAGE, clock);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private void told(UserId user, DaemonId daemon, int waiting, Instant newest) {
        mails.told(user, daemon, new ApprovalsWaiting(waiting, newest, null, "exec.run"));
        mails.sendDue();
    }

    private void later(Duration time) {
        clock.advance(time);
        mails.sendDue();
    }

    @Test
    void aBurstIsOneMailAndWhatCameAfterItIsTheNextTenMinutesLater() {
        told(ADA, BOX, 1, clock.instant());
        assertThat(sent).containsExactly("ada box 1");
        for (int i = 2; i <= 200; i++) {
            later(Duration.ofSeconds(2));
            told(ADA, BOX, i, clock.instant());
        }
        assertThat(sent).containsExactly("ada box 1");

        later(Duration.ofMinutes(5));
        assertThat(sent).containsExactly("ada box 1", "ada box 200");
        later(Duration.ofHours(5));
        assertThat(sent).as("of the same requests, once").hasSize(2);
    }

    @Test
    void whatIsDecidedMeanwhileIsNotMailedAboutAndNeitherIsWhatThenIsTheNewest() {
        told(ADA, BOX, 1, clock.instant());
        Instant first = clock.instant();
        later(Duration.ofMinutes(1));
        told(ADA, BOX, 2, clock.instant());
        told(ADA, BOX, 1, first);
        later(Duration.ofMinutes(10));
        mails.told(ADA, BOX, ApprovalsWaiting.NONE);
        later(Duration.ofMinutes(10));
        assertThat(sent).containsExactly("ada box 1");
    }

    @Test
    void aMailHasAllMachinesOfItsUserAndOtherUsersHaveTheirOwn() {
        mails.told(ADA, BOX, new ApprovalsWaiting(1, clock.instant(), null, "exec.run"));
        clock.advance(Duration.ofSeconds(1));
        mails.told(ADA, LOGIN, new ApprovalsWaiting(2, clock.instant(), null, "exec.run"));
        told(BOB, BOX, 7, clock.instant());
        assertThat(sent).containsExactlyInAnyOrder("ada login1 2 box 1", "bob box 7");

        later(Duration.ofMinutes(11));
        told(BOB, LOGIN, 1, clock.instant());
        assertThat(sent).hasSize(3).contains("bob login1 1 box 7");
    }

    @Test
    void aPlatformThatWasRestartedMailsNobodyAgain() {
        Instant asked = clock.instant();
        told(ADA, BOX, 1, asked);
        database.close();
        open();
        clock.advance(Duration.ofHours(1));

        told(ADA, BOX, 1, asked);
        assertThat(sent).hasSize(1);
        told(ADA, BOX, 2, clock.instant());
        assertThat(sent).hasSize(2);
    }

    @Test
    void clocksThatAreAheadOrSetBackSilenceNobodyForLong() {
        told(ADA, BOX, 1, Instant.parse("2036-01-01T00:00:00Z"));
        later(Duration.ofMinutes(11));
        assertThat(sent).as("the daemon's clock: the same request").hasSize(1);
        told(ADA, BOX, 1, clock.instant());
        assertThat(sent).as("set right").hasSize(2);

        clock.advance(Duration.ofDays(-30));
        told(ADA, LOGIN, 1, clock.instant());
        assertThat(sent).as("the platform's").hasSize(3);
    }

    @Test
    void aFullQueueIsWaitedFor() {
        room = false;
        told(ADA, BOX, 1, clock.instant());
        assertThat(sent).isEmpty();
        room = true;
        mails.sendDue();
        assertThat(sent).hasSize(1);
    }

    @Test
    void aUserWhoIsRemovedIsForgotten() {
        told(ADA, BOX, 1, clock.instant());
        ApprovalMails.removeAll(database, ADA);
        mails.sendDue();
        assertThat(sent).hasSize(2);
    }
}
