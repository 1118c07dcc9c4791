package org.hpcdaemon.platform.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hpcdaemon.platform.app.PlatformSchema;
import org.hpcdaemon.platform.identity.Authenticator;
import org.hpcdaemon.platform.identity.Identity;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.EventId;
import org.hpcdaemon.protocol.id.UserId;
import org.hpcdaemon.store.Database;
import org.hpcdaemon.store.Sql;
import org.hpcdaemon.testkit.TestClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one agent that never acknowledges costs the others of its user: nothing. */
final class InboxBoundsTest {
    private static final UserId ANN = new UserId("u_annannann");
    private static final AgentId DEAD = new AgentId("a_deadagent1");
    private static final AgentId ALIVE = new AgentId("a_aliveagent");

    /** The dead one has no key. */
    private static final Authenticator KEYS = new Authenticator() {
        @Override
        public Optional<Identity> authenticate(String bearerSecret) {
            return Optional.empty();
        }

        @Override
        public Set<String> revokedAmong(Set<String> keyIds) {
            return Set.of();
        }

        @Override
        public Map<AgentId, UserId> withKeyAmong(Set<AgentId> agents) {
            return agents.contains(ALIVE) ? Map.of(ALIVE, ANN) : Map.of();
        }
    };

    private final TestClock clock = TestClock.at("2026-01-01T00:00:00Z");

    @Test
    void an_agent_has_its_share_and_the_others_of_its_user_go_on(@TempDir Path home) {
        try (Database database = PlatformSchema.open(home)) {
            EventTable events = new EventTable(database);
            fill(database, DEAD, EventTable.WAITING_PER_AGENT);

            busy(() -> events.insertIfAbsent(ANN, new EventId("e_onemore1"), DEAD, "{}", clock.instant()));
            assertThat(events.insertIfAbsent(ANN, new EventId("e_alive111"), ALIVE, "{}", clock.instant()))
                    .isTrue();
            assertThat(events.insertIfAbsent(ANN, new EventId("e_person11"), null, "{}", clock.instant()))
                    .isTrue();
        }
    }

    @Test
    void a_user_has_a_bound_too(@TempDir Path home) {
        try (Database database = PlatformSchema.open(home)) {
            EventTable events = new EventTable(database);
            for (int agent = 0; agent < EventTable.WAITING_PER_USER / EventTable.WAITING_PER_AGENT; agent++) {
                fill(database, new AgentId("a_agent00%03d".formatted(agent)), EventTable.WAITING_PER_AGENT);
            }

            busy(() -> events.insertIfAbsent(ANN, new EventId("e_alive111"), ALIVE, "{}", clock.instant()));
        }
    }

    @Test
    void what_waits_for_an_agent_without_a_key_is_given_up_after_a_week(@TempDir Path home) {
        try (Database database = PlatformSchema.open(home)) {
            EventTable events = new EventTable(database);
            Inbox inbox = new Inbox(events, (_, _) -> true, clock, (_, _) -> {});
            events.insertIfAbsent(ANN, new EventId("e_dead1111"), DEAD, "{}", clock.instant());
            events.insertIfAbsent(ANN, new EventId("e_alive111"), ALIVE, "{}", clock.instant());

            clock.advance(Inbox.KEPT_AFTER_REVOCATION);
            inbox.purge(KEYS);
            assertThat(events.waiting(new Reader(ANN, null), 0, 10)).hasSize(2);

            clock.advance(Duration.ofSeconds(1));
            inbox.purge(KEYS);
            assertThat(events.waiting(new Reader(ANN, DEAD), 0, 10)).isEmpty();
            assertThat(events.waiting(new Reader(ANN, ALIVE), 0, 10)).hasSize(1);
        }
    }

    @Test
    void what_a_clock_that_was_set_back_dated_in_the_future_is_kept_for_no_more_than_a_week(@TempDir Path home) {
        try (Database database = PlatformSchema.open(home)) {
            EventTable events = new EventTable(database);
            Inbox inbox = new Inbox(events, (_, _) -> true, clock, (_, _) -> {});
            clock.advance(Duration.ofDays(30));
            events.insertIfAbsent(ANN, new EventId("e_dead1111"), DEAD, "{}", clock.instant());
            clock.advance(Duration.ofDays(-30));
            inbox.purge(KEYS);

            clock.advance(Inbox.KEPT_AFTER_REVOCATION.plusSeconds(1));
            inbox.purge(KEYS);
            assertThat(events.waiting(new Reader(ANN, null), 0, 10)).isEmpty();
        }
    }

    private void fill(Database database, AgentId agent, int count) {
        Instant now = clock.instant();
        database.write(connection -> {
            for (int i = 0; i < count; i++) {
                Sql.update(
                        connection,
                        "INSERT INTO inboxes (user_id, last_seq) VALUES (?, 1)"
                                + " ON CONFLICT (user_id) DO UPDATE SET last_seq = inboxes.last_seq + 1",
                        ANN.value());
                Sql.update(
                        connection,
                        "INSERT INTO events (user_id, seq, event_id, agent_id, body, received_at)"
                                + " SELECT user_id, last_seq, ?, ?, '{}', ? FROM inboxes WHERE user_id = ?",
                        agent.value() + i,
                        agent.value(),
                        now,
                        ANN.value());
            }
            return count;
        });
    }

    private static void busy(Runnable insert) {
        assertThatThrownBy(insert::run)
                .isInstanceOfSatisfying(
                        HpcException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BUSY));
    }
}
