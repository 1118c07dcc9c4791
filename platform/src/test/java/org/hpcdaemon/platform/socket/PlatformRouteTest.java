package org.hpcdaemon.platform.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.hpcdaemon.platform.app.PlatformSchema;
import org.hpcdaemon.platform.approval.ApprovalMails;
import org.hpcdaemon.platform.approval.OwnerMail;
import org.hpcdaemon.platform.audit.Audit;
import org.hpcdaemon.platform.audit.Visit;
import org.hpcdaemon.platform.audit.Who;
import org.hpcdaemon.platform.inbox.EventTable;
import org.hpcdaemon.platform.inbox.Inbox;
import org.hpcdaemon.platform.registry.DaemonRegistry;
import org.hpcdaemon.platform.relay.DaemonAddress;
import org.hpcdaemon.platform.relay.DaemonPort;
import org.hpcdaemon.platform.relay.MemoryBudget;
import org.hpcdaemon.platform.relay.Relay;
import org.hpcdaemon.protocol.frame.RouteFrame;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.UserId;
import org.hpcdaemon.protocol.message.PlatformRequest;
import org.hpcdaemon.protocol.message.route.CloseCode;
import org.hpcdaemon.protocol.rpc.Rpc;
import org.hpcdaemon.protocol.rpc.RpcId;
import org.hpcdaemon.store.Database;
import org.hpcdaemon.store.Sql;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PlatformRouteTest {
    private static final DaemonAddress BOX = new DaemonAddress(new UserId("u_annannann"), new DaemonId("box"));

    private final InstantSource clock = InstantSource.system();
    private final Relay relay = new Relay(new MemoryBudget(1 << 20));

    @Test
    void who_is_welcomed_can_be_reached_already(@TempDir Path home) {
        List<Boolean> reachableWhenSent = new ArrayList<>();
        List<String> auditedWhenSent = new ArrayList<>();
        try (Database database = PlatformSchema.open(home)) {
            hello(home, database, _ -> {
                reachableWhenSent.add(relay.isOnline(BOX));
                auditedWhenSent.add(read(home.resolve("audit.log")));
            });
        }
        assertThat(reachableWhenSent).containsExactly(true);
        assertThat(auditedWhenSent).singleElement().asString().contains("daemon.register", "daemon.connect");
    }

    @Test
    void a_known_daemon_comes_online_on_a_full_disk_and_an_unknown_one_is_told(@TempDir Path home) {
        List<String> answers = new ArrayList<>();
        try (Database database = PlatformSchema.open(home)) {
            hello(home, database, answers::add);
            relay.disconnectAll(CloseCode.GOING_AWAY, "");
            refuse(database, "UPDATE");
            hello(home, database, answers::add);
            assertThat(relay.isOnline(BOX)).isTrue();

            relay.disconnectAll(CloseCode.GOING_AWAY, "");
            new DaemonRegistry(database, clock).remove(BOX.user(), BOX.daemon());
            refuse(database, "INSERT");
            hello(home, database, answers::add);
            assertThat(relay.isOnline(BOX)).isFalse();
        }
        assertThat(answers.subList(0, 2))
                .allSatisfy(answer -> assertThat(answer).contains("\"result\""));
        assertThat(answers.getLast()).contains("\"storage\"");
    }

    /** A daemon connects and says hello; each answer is told before the platform knows that it was written. */
    private void hello(Path home, Database database, Consumer<String> answers) {
        DaemonPort port = new DaemonPort() {
            @Override
            public void send(ByteBuffer frame, Runnable done) {
                answers.accept(StandardCharsets.UTF_8
                        .decode(RouteFrame.decode(frame).payload())
                        .toString());
                done.run();
            }

            @Override
            public void close(CloseCode code, String reason) {}
        };
        Inbox inbox = new Inbox(new EventTable(database), (_, _) -> false, clock, (_, _) -> {});
        ApprovalMails approvals =
                new ApprovalMails(database, OwnerMail.NONE, () -> URI.create("http://127.0.0.1/"), clock);
        DaemonFacts facts = new DaemonFacts(new DaemonRegistry(database, clock), inbox, approvals, clock);
        Who who = new Who("daemon", BOX.user(), null, "ann@example.org", "box", "k_1");
        Visit visit = new Visit(Audit.of(home, clock), who, "127.0.0.1", BOX.daemon());
        PlatformRoute route = new PlatformRoute(relay.accept(BOX, port), facts, visit);
        String hello = Rpc.call(RpcId.of(1), new PlatformRequest.Hello("1.0", "instance", "Cluster", "local", "host"));
        route.task(RouteFrame.text(RouteFrame.PLATFORM, hello)).run();
    }

    /** As a full disk does. */
    private static void refuse(Database database, String statement) {
        database.write(connection -> Sql.update(
                connection,
                "CREATE TRIGGER full_" + statement + " BEFORE " + statement
                        + " ON daemons BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
