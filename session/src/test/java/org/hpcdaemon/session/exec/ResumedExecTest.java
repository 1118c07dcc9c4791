package org.hpcdaemon.session.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hpcdaemon.testkit.Patience.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.hpcdaemon.linux.process.ChildEnvironment;
import org.hpcdaemon.linux.process.TreeCookie;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.id.UserId;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.Notice;
import org.hpcdaemon.sandbox.Guard;
import org.hpcdaemon.session.idempotency.StoredIdempotency;
import org.hpcdaemon.session.route.Caller;
import org.hpcdaemon.session.schema.DaemonSchema;
import org.hpcdaemon.session.stream.AgentStream;
import org.hpcdaemon.session.stream.TestRoute;
import org.hpcdaemon.store.Database;
import org.hpcdaemon.store.Journal;
import org.hpcdaemon.store.Sql;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A streamed command that is asked for again, some output read, after the daemon was started anew. */
final class ResumedExecTest {
    private static final Caller CALLER = new Caller(new UserId("u_12345678"), new AgentId("a_12345678"));
    private static final IdempotencyKey KEY = new IdempotencyKey("k");

    @TempDir
    Path home;

    private Database database;

    @BeforeEach
    void open() {
        database = Database.open(home.resolve("state.db"), DaemonSchema.migrations(), Journal.ROLLBACK);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private Execs daemon() {
        InstantSource clock = InstantSource.system();
        return new Execs(
                new ExecSettings(
                        "/",
                        new ChildEnvironment(Map.of("PATH", "/usr/bin:/bin")),
                        Duration.ofMillis(100),
                        clock,
                        new TreeCookie.Source("resumed", new Random()),
                        Guard.OFF),
                new StoredIdempotency(database, new DaemonId("box"), clock),
                new KeptOutputs(home.resolve("outputs"), clock));
    }

    private static ExecRequest.Run request(String command, long stdoutFrom) {
        return new ExecRequest.Run(
                KEY,
                List.of(),
                command,
                null,
                Map.of(),
                null,
                null,
                new ExecRequest.Streams(null, 1, 2, stdoutFrom, 0));
    }

    @Test
    void itsStoredAnswerComesAndItsOutputIsSaidToBeGone() {
        try (Execs first = daemon()) {
            AgentStream out = new AgentStream();
            TestRoute route = new TestRoute(CALLER).listen(1, out).listen(2, new AgentStream());
            assertThat(first.run(CALLER, route, request("echo hi; exit 7", 0)).exitCode())
                    .isEqualTo(7);
            await().until(() -> out.text().equals("hi\n"));
        }
        try (Execs second = daemon()) {
            TestRoute route = new TestRoute(CALLER);
            assertThat(second.run(CALLER, route, request("echo hi; exit 7", 3)).exitCode())
                    .isEqualTo(7);
            assertThat(route.notices())
                    .filteredOn(Notice.StreamFailed.class::isInstance)
                    .extracting(notice -> ((Notice.StreamFailed) notice).stream())
                    .containsExactly(1, 2);
            assertThat(route.bound()).isZero();
        }
    }

    @Test
    void oneThatTheDaemonDiedInHasAnUnknownOutcome() {
        try (Execs first = daemon()) {
            TestRoute route = new TestRoute(CALLER).listen(1, new AgentStream()).listen(2, new AgentStream());
            first.run(CALLER, route, request("echo hi", 0));
        }
        database.write(sql -> Sql.update(sql, "UPDATE once SET state = 'begun', answer = NULL"));
        try (Execs second = daemon()) {
            assertThatThrownBy(() -> second.run(CALLER, new TestRoute(CALLER), request("echo hi", 3)))
                    .isInstanceOfSatisfying(
                            HpcException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN));
        }
    }

    @Test
    void oneThatTheDaemonHasForgottenIsNotRunAgain() {
        Path effect = home.resolve("effect");
        try (Execs daemon = daemon()) {
            assertThatThrownBy(() -> daemon.run(CALLER, new TestRoute(CALLER), request("touch " + effect, 3)))
                    .isInstanceOfSatisfying(
                            HpcException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN));
        }
        assertThat(effect).doesNotExist();
    }
}
