package org.hpcdaemon.session.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.id.UserId;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.session.route.Caller;
import org.hpcdaemon.session.schema.DaemonSchema;
import org.hpcdaemon.store.Database;
import org.hpcdaemon.store.Journal;
import org.hpcdaemon.store.Sql;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StoredIdempotencyTest {
    private static final IdempotencyKey KEY = new IdempotencyKey("k");
    private static final UserId USER = new UserId("u_12345678");
    private static final Caller ANN = new Caller(USER, new AgentId("a_12345678"));
    /** Keys are pruned once in so many begun. */
    private static final int PRUNE_EVERY = 256;

    private static final Caller BOB = new Caller(USER, new AgentId("a_87654321"));

    @TempDir
    Path home;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    private final AtomicInteger runs = new AtomicInteger();
    private Database database;
    private StoredIdempotency once;

    record Answer(int number) {}

    @BeforeEach
    void open() {
        database = Database.open(home.resolve("state.db"), DaemonSchema.migrations(), Journal.WAL);
        once = fresh();
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void theSameRequestAgainGetsTheFirstAnswerAlsoFromTheNextDaemon() {
        assertThat(count(once, ANN, run("ls", null))).isEqualTo(1);
        assertThat(count(once, ANN, run("ls", null))).isEqualTo(1);
        assertThat(count(fresh(), ANN, run("ls", null))).isEqualTo(1);
        assertThat(count(once, ANN, run("ls", new ExecRequest.Streams(null, 1, 2, 0, 0))))
                .as("other streams, same command")
                .isEqualTo(1);
    }

    @Test
    void keysBelongToTheirCallers() {
        assertThat(count(once, ANN, run("ls", null))).isEqualTo(1);
        assertThat(count(once, BOB, run("rm", null))).isEqualTo(2);
        assertThat(count(once, new Caller(USER, null), run("id", null))).isEqualTo(3);
    }

    @Test
    void anotherRequestWithTheSameKeyIsAnError() {
        count(once, ANN, run("ls", null));

        assertThatThrownBy(() -> count(once, ANN, run("rm", null))).matches(code(ErrorCode.KEY_REUSED));
        assertThat(runs).hasValue(1);
    }

    @Test
    void oneThatIsUnderWayIsJoined() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Answer> first = threads.submit(() -> once.once(ANN, KEY, run("ls", null), Answer.class, () -> {
                begun.countDown();
                try {
                    mayEnd.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return new Answer(runs.incrementAndGet());
            }));
            begun.await();
            Future<Integer> second = threads.submit(() -> count(once, ANN, run("ls", null)));
            assertThatThrownBy(() -> count(once, ANN, run("rm", null))).matches(code(ErrorCode.KEY_REUSED));
            mayEnd.countDown();
            assertThat(first.get().number()).isEqualTo(1);
            assertThat(second.get()).isEqualTo(1);
        }
    }

    @Test
    void begunByADaemonThatDiedItsOutcomeIsUnknown() {
        // A daemon that is killed leaves the row that it committed before it began.
        database.write(sql -> Sql.update(
                sql,
                "INSERT INTO once (daemon, agent, key, fingerprint, state, created_at) VALUES (?, ?, ?, ?, 'begun', 0)",
                "box",
                "a_12345678",
                "k",
                Fingerprint.of(run("ls", null)).hex()));

        assertThatThrownBy(() -> count(once, ANN, run("ls", null))).matches(code(ErrorCode.OUTCOME_UNKNOWN));
        assertThat(runs).hasValue(0);
    }

    @Test
    void theRowIsThereBeforeTheActionBegins() {
        once.once(ANN, KEY, run("ls", null), Answer.class, () -> {
            assertThat(states()).containsExactly("begun");
            return new Answer(1);
        });
        assertThat(states()).containsExactly("done");
    }

    @Test
    void aFailureIsTheAnswerUnlessItSaysRetry() {
        ExecRequest.Run request = run("ls", null);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> fail(request, ErrorCode.BUSY)).matches(code(ErrorCode.BUSY));
        }
        assertThat(runs).hasValue(2);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> fail(request, ErrorCode.NOT_ALLOWED)).matches(code(ErrorCode.NOT_ALLOWED));
        }
        assertThat(runs).hasValue(3);
    }

    @Test
    void keysAreForgottenAfterADayAndNotBefore() {
        count(once, ANN, run("ls", null));
        now.updateAndGet(t -> t.plus(Duration.ofHours(24)));
        assertThat(count(fresh(), ANN, run("ls", null))).isEqualTo(1);
        now.updateAndGet(t -> t.plus(Duration.ofHours(2)));
        count(fresh(), BOB, run("ls", null));
        assertThat(states()).hasSize(1);
    }

    @Test
    void whatRunsForLongerThanADayKeepsItsAnswerForADay() {
        once.once(ANN, KEY, run("ls", null), Answer.class, () -> {
            now.updateAndGet(t -> t.plus(Duration.ofDays(2)));
            for (int i = 0; i < PRUNE_EVERY; i++) {
                IdempotencyKey key = new IdempotencyKey("other-" + i);
                once.once(BOB, key, run("ls", null), Answer.class, () -> new Answer(2));
            }
            return new Answer(1);
        });
        now.updateAndGet(t -> t.plus(Duration.ofHours(24)));
        assertThat(count(fresh(), ANN, run("ls", null))).isEqualTo(1);
        assertThat(runs).hasValue(0);
    }

    private Answer fail(ExecRequest.Run request, ErrorCode code) {
        return once.once(ANN, KEY, request, Answer.class, () -> {
            runs.incrementAndGet();
            throw new HpcException(code, "no");
        });
    }

    private int count(StoredIdempotency idempotency, Caller caller, ExecRequest.Run request) {
        return idempotency
                .once(caller, KEY, request, Answer.class, () -> new Answer(runs.incrementAndGet()))
                .number();
    }

    private List<String> states() {
        return database.read(sql -> Sql.query(sql, "SELECT state FROM once", row -> row.text("state")));
    }

    private StoredIdempotency fresh() {
        return new StoredIdempotency(database, new DaemonId("box"), now::get);
    }

    private static ExecRequest.Run run(String program, ExecRequest.@Nullable Streams streams) {
        return new ExecRequest.Run(KEY, List.of(program), null, null, Map.of(), null, null, streams);
    }

    private static java.util.function.Predicate<Throwable> code(ErrorCode code) {
        return e -> e instanceof HpcException ours && ours.code() == code;
    }
}
