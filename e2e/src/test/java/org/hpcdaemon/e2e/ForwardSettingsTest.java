package org.hpcdaemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.e2e.world.Daemon;
import org.hpcdaemon.e2e.world.Outcome;
import org.hpcdaemon.e2e.world.World;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.ForwardRequest;
import org.hpcdaemon.protocol.rpc.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The account owner decides which ports agents reach, and finds each attempt in the audit log. */
final class ForwardSettingsTest {
    @Test
    void whatIsForwardedIsWhatTheAccountOwnerAllows(@TempDir Path folder) throws Exception {
        try (World world = World.start(ForwardSettingsTest.class, folder);
                ServerSocket server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress())) {
            Daemon box = world.box();
            String key = world.platform().agentKey(World.ADA, "agent");
            int port = server.getLocalPort();

            assertThat(attempt(world, box, key, server))
                    .isEqualTo("NOT_FOUND: no process of yours listens on port " + port
                            + " of the daemon's machine; start the server first, or name its job");
            allow(box, "--allow-forward", "any");
            assertThat(attempt(world, box, key, server)).isEqualTo("connected");
            allow(box, "--allow-forward", "none");
            assertThat(attempt(world, box, key, server))
                    .startsWith("NOT_ALLOWED: the account owner allows no forwarding on this daemon");
            allow(box, "--allow-forward", "any", "--no-network");
            assertThat(attempt(world, box, key, server))
                    .startsWith("NOT_ALLOWED: agents have no network on this daemon (--no-network)");

            assertThat(forwards(folder.resolve("box/home/box.audit.log")))
                    .containsExactly(
                            "localhost:" + port + " not_found",
                            "localhost:" + port + " ok",
                            "localhost:" + port + " not_allowed",
                            "localhost:" + port + " not_allowed");
        }
    }

    /** Holds from the daemon's next start on. */
    private static void allow(Daemon box, String... settings) {
        List<String> again = List.of(
                "setup",
                "--no-interview",
                "--daemon-id",
                box.id().value(),
                "--api-key-file",
                box.work().resolveSibling("key").toString());
        String[] setup = Stream.concat(again.stream(), Stream.of(settings)).toArray(String[]::new);
        Outcome<String> outcome = box.run(setup);
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        box.program().stop();
        box.startAgain(List.of());
    }

    private static String attempt(World world, Daemon box, String key, ServerSocket server) throws IOException {
        try (DaemonSession session = world.client(key).connect(box.id());
                var connection = session.connectTo(ForwardRequest.Open.of(server.getLocalPort()));
                Socket accepted = server.accept()) {
            accepted.getOutputStream().write('x');
            assertThat(connection.in().read()).isEqualTo('x');
            return "connected";
        } catch (HpcException e) {
            return e.code() + ": " + e.reason();
        }
    }

    /** What they were about, and how they ended. */
    private static List<String> forwards(Path log) throws IOException {
        return Files.readAllLines(log).stream()
                .map(Json::tree)
                .filter(line -> text(line, "method").equals("forward.open"))
                .peek(line -> assertThat(text(line, "agent")).startsWith("a_"))
                .map(line -> text(line, "about") + " " + text(line, "outcome"))
                .toList();
    }

    private static String text(JsonNode line, String field) {
        return line.path(field).asString("");
    }
}
