package org.hpcdaemon.platform.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.hpcdaemon.platform.app.Schema;
import org.hpcdaemon.platform.audit.Audit;
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
import org.hpcdaemon.protocol.message.CloseCode;
import org.hpcdaemon.protocol.message.PlatformRequest;
import org.hpcdaemon.protocol.rpc.Rpc;
import org.hpcdaemon.protocol.rpc.RpcId;
import org.hpcdaemon.store.Database;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PlatformRouteTest {
    private static final DaemonAddress BOX = new DaemonAddress(new UserId("u_annannann"), new DaemonId("box"));

    @Test
    void who_is_welcomed_can_be_reached_already(@TempDir Path home) {
        Relay relay = new Relay(new MemoryBudget(1 << 20));
        List<Boolean> reachableWhenSent = new ArrayList<>();
        List<String> auditedWhenSent = new ArrayList<>();
        DaemonPort port = new DaemonPort() {
            @Override
            public void send(ByteBuffer frame, Runnable done) {
                reachableWhenSent.add(relay.isOnline(BOX));
                auditedWhenSent.add(read(home.resolve("audit.log")));
                done.run();
            }

            @Override
            public void close(CloseCode code, String reason) {}
        };
        InstantSource clock = InstantSource.system();
        try (Database database = Schema.open(home)) {
            Inbox inbox = new Inbox(new EventTable(database), (_, _) -> false, clock, (_, _) -> {});
            DaemonFacts facts = new DaemonFacts(new DaemonRegistry(database, clock), inbox, clock);
            Who who = new Who("daemon", BOX.user(), null, "ann@example.org", "box", "k_1");
            Visit visit = new Visit(Audit.of(home, clock), who, "127.0.0.1", BOX.daemon());
            PlatformRoute route = new PlatformRoute(relay.accept(BOX, port), facts, visit);
            String hello =
                    Rpc.call(RpcId.of(1), new PlatformRequest.Hello("1.0", "instance", "Cluster", "local", "host"));
            route.task(RouteFrame.text(RouteFrame.PLATFORM, hello)).run();
        }
        assertThat(reachableWhenSent).containsExactly(true);
        assertThat(auditedWhenSent).singleElement().asString().contains("daemon.register", "daemon.connect");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
