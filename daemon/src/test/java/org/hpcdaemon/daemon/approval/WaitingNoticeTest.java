package org.hpcdaemon.daemon.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hpcdaemon.testkit.Patience.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.hpcdaemon.jobs.wake.Outbox;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.PlatformRequest.ApprovalsWaiting;
import org.hpcdaemon.session.route.Caller;
import org.hpcdaemon.session.schema.DaemonSchema;
import org.hpcdaemon.store.Database;
import org.hpcdaemon.store.Journal;
import org.hpcdaemon.testkit.TestClock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the platform is told of requests that wait. */
final class WaitingNoticeTest {
    private static final RandomIds IDS = RandomIds.secure();
    private static final DaemonId BOX = new DaemonId("box");
    private static final Caller WORKER = new Caller(IDS.user(), IDS.agent());

    @TempDir
    private Path folder;

    private final TestClock clock = TestClock.at("2026-07-01T12:00:00Z");
    private final List<ApprovalsWaiting> told = new CopyOnWriteArrayList<>();
    private final List<ErrorCode> failed = new CopyOnWriteArrayList<>();
    private volatile @Nullable ErrorCode failure;
    private Database database;
    private Approvals approvals;
    private WaitingNotice notice;

    @BeforeEach
    void open() {
        database = Database.open(folder.resolve("state.db"), DaemonSchema.migrations(), Journal.ROLLBACK);
        approvals = new Approvals(database, BOX, new Outbox(database, BOX, clock), clock, IDS);
        notice = new WaitingNotice(approvals, this::tell, Duration.ofMillis(10));
        notice.start();
    }

    @AfterEach
    void close() {
        notice.close();
        database.close();
    }

    private void tell(ApprovalsWaiting waiting) {
        ErrorCode code = failure;
        if (code != null) {
            failed.add(code);
            throw new HpcException(code, "not now");
        }
        told.add(waiting);
    }

    private ApprovalsWaiting ask(String what) {
        clock.advance(Duration.ofMinutes(1));
        assertThatThrownBy(() -> approvals.require(
                        WORKER, "worker", ExecRequest.Run.of(IDS.key(), List.of("git", what)), null, "asked"))
                .isInstanceOf(HpcException.class);
        return approvals.waiting();
    }

    private void isTold(ApprovalsWaiting... all) {
        await().untilAsserted(() -> assertThat(told).containsExactly(all));
    }

    @Test
    void eachConnectionIsToldWhatWaitsAndEachChangeOnce() {
        assertThat(told).as("nothing is said where nobody hears").isEmpty();
        notice.connected();
        isTold(ApprovalsWaiting.NONE);

        ApprovalsWaiting one = ask("push");
        assertThat(one).isEqualTo(new ApprovalsWaiting(1, clock.instant(), WORKER.agent(), "exec.run"));
        isTold(ApprovalsWaiting.NONE, one);
        ApprovalsWaiting two = ask("pull");
        isTold(ApprovalsWaiting.NONE, one, two);
        notice.connected();
        isTold(ApprovalsWaiting.NONE, one, two, two);

        clock.advance(Duration.ofHours(25));
        isTold(ApprovalsWaiting.NONE, one, two, two, ApprovalsWaiting.NONE);
    }

    @Test
    void whatFailedIsToldAgainUnlessThePlatformDoesNotKnowOfIt() {
        failure = ErrorCode.UNREACHABLE;
        notice.connected();
        await().until(() -> failed.size() > 2);
        failure = null;
        isTold(ApprovalsWaiting.NONE);

        failure = ErrorCode.METHOD_NOT_FOUND;
        ApprovalsWaiting one = ask("push");
        await().until(() -> failed.contains(ErrorCode.METHOD_NOT_FOUND));
        failure = null;
        ApprovalsWaiting two = ask("pull");
        assertThat(one).isNotEqualTo(two);
        isTold(ApprovalsWaiting.NONE, two);
    }
}
