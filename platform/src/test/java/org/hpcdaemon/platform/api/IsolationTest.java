package org.hpcdaemon.platform.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.hpcdaemon.platform.account.AccountPlatform;
import org.hpcdaemon.platform.account.AccountService;
import org.hpcdaemon.platform.account.Caller;
import org.hpcdaemon.platform.account.SignInPolicy;
import org.hpcdaemon.platform.app.PlatformSchema;
import org.hpcdaemon.platform.app.SampleEvent;
import org.hpcdaemon.platform.app.TestSocket;
import org.hpcdaemon.platform.audit.Audit;
import org.hpcdaemon.platform.console.ConsoleFiles;
import org.hpcdaemon.platform.console.SessionEndpoints;
import org.hpcdaemon.platform.download.DownloadEndpoints;
import org.hpcdaemon.platform.http.route.Endpoint;
import org.hpcdaemon.platform.http.route.HttpRoute;
import org.hpcdaemon.platform.inbox.EventTable;
import org.hpcdaemon.platform.inbox.Inbox;
import org.hpcdaemon.platform.live.LiveConnections;
import org.hpcdaemon.platform.mail.Postbox;
import org.hpcdaemon.platform.peer.AgentSessions;
import org.hpcdaemon.platform.registry.DaemonRegistry;
import org.hpcdaemon.platform.relay.MemoryBudget;
import org.hpcdaemon.platform.relay.Relay;
import org.hpcdaemon.platform.webhook.Destinations;
import org.hpcdaemon.platform.webhook.Webhooks;
import org.hpcdaemon.protocol.http.account.KeyKind;
import org.hpcdaemon.protocol.id.EventId;
import org.hpcdaemon.protocol.message.PlatformRequest;
import org.hpcdaemon.store.Database;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ann asks for Bob's things on every route of the table, once where Bob has them and once where there never was a Bob:
 * two platforms with the same clock and the same random numbers, so that what Ann has is the same on both.
 */
class IsolationTest {
    private static final String BOBS_DAEMON = "bobs-box";
    private static final EventId BOBS_EVENT = new EventId("e_bobsevent");

    /** What to send to each route that takes a body; a new route needs its line here, with all of Bob's that fits. */
    private static final Map<String, String> BODIES = Map.of(
            "/otp/signin",
            "{\"email\":\"bob@example.org\"}",
            "/auth/otp/signin/verify",
            "{\"token\":\"bobs\",\"otp\":\"123456\"}",
            "/auth/session",
            "{\"token\":\"bobs\",\"otp\":\"123456\",\"browser\":\"a browser\"}",
            "/auth/refresh",
            "{\"refresh_token\":\"bobs\"}",
            "/auth/api-keys",
            "{\"kind\":\"daemon\",\"name\":\"" + BOBS_DAEMON + "\"}",
            "/hpc/events/ack",
            "{\"ids\":[\"" + BOBS_EVENT + "\"]}",
            "/hpc/webhooks",
            "{\"url\":\"https://example.org/hook\"}",
            "/mcp",
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"run\",\"arguments\":{\"machine\":\""
                    + BOBS_DAEMON + "\",\"command\":\"true\"}}}");

    /** The same, by the end of the path, of routes with something of Bob's in it. */
    private static final Map<String, String> BODIES_BELOW = Map.ofEntries(
            Map.entry("exec", "{\"command\":\"true\"}"),
            Map.entry("jobs", "{\"argv\":[\"true\"]}"),
            Map.entry("shells", "{}"),
            Map.entry("run", "{\"command\":\"true\"}"),
            Map.entry("resize", "{\"rows\":1,\"cols\":1}"),
            Map.entry("signal", "{\"signal\":\"TERM\"}"),
            Map.entry("rotate", ""),
            Map.entry("test", ""),
            Map.entry("input", "true"),
            Map.entry("cancel", ""),
            Map.entry(
                    "decision",
                    "{\"allow\":true,\"approver\":\"ed25519:11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\",\"signature\":\"eA==\"}"));

    private static final List<String> UPGRADE = List.of(
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==",
            "Sec-WebSocket-Protocol: hpc.v1");

    /** Everything of Bob's that has a name. */
    private record Bob(AccountPlatform.Tokens tokens, AccountPlatform.Key agent, AccountPlatform.Key daemon) {
        List<String> names() {
            return List.of(BOBS_DAEMON, agent.id(), daemon.id(), BOBS_EVENT.value());
        }
    }

    @TempDir
    private Path folder;

    @Test
    void on_every_route_what_is_bobs_is_answered_like_what_does_not_exist() throws Exception {
        try (AccountPlatform alone = platform("alone");
                AccountPlatform crowded = platform("crowded")) {
            List<String> annsAlone = ann(alone);
            List<String> annsCrowded = ann(crowded);
            assertThat(annsCrowded).isEqualTo(annsAlone);
            Bob bob = bob(crowded);
            try (BobsDaemon daemon = BobsDaemon.online(crowded, bob)) {
                List<Caller.Answer> bobSawBefore = seenBy(bob, crowded);
                int asked = 0;
                for (HttpRoute route : routes()) {
                    for (String path : paths(route, bob)) {
                        for (String bearer : annsAlone) {
                            // What is made now is listed after what was made before, whatever its random id.
                            alone.clock.advance(Duration.ofMillis(1));
                            crowded.clock.advance(Duration.ofMillis(1));
                            Caller.Answer answer = ask(crowded, route, path, bearer);
                            assertThat(answer)
                                    .as(route.method() + " " + path + " with " + bearer)
                                    .isEqualTo(ask(alone, route, path, bearer));
                            asked++;
                        }
                    }
                }
                assertThat(asked).isGreaterThan(80);
                assertThat(seenBy(bob, crowded)).isEqualTo(bobSawBefore);
                assertThat(daemon.isOnline()).isTrue();
            }
        }
    }

    @Test
    void what_has_the_same_name_as_bobs_is_still_anns_own() throws Exception {
        try (AccountPlatform platform = platform("same")) {
            Bob bob = bob(platform);
            AccountPlatform.Tokens ann = platform.signIn("ann@example.org");
            AccountPlatform.Key anns = platform.key(ann, KeyKind.DAEMON, BOBS_DAEMON);
            TestSocket annsDaemon = platform.daemon(anns);
            try (BobsDaemon daemon = BobsDaemon.online(platform, bob)) {
                List<Caller.Answer> bobSawBefore = seenBy(bob, platform);
                assertThat(platform.delete("/hpc/daemons/" + BOBS_DAEMON, ann.access())
                                .status())
                        .isEqualTo(204);
                assertThat(annsDaemon.closeCode()).isEqualTo(4001);
                assertThat(seenBy(bob, platform)).isEqualTo(bobSawBefore);
                assertThat(daemon.isOnline()).isTrue();
            }
        }
    }

    private AccountPlatform platform(String name) throws Exception {
        return new AccountPlatform(folder.resolve(name), new SignInPolicy.Open(), false, new Random(7));
    }

    /** Everything that Ann can present, and keys that do not exist. */
    private static List<String> ann(AccountPlatform platform) throws Exception {
        AccountPlatform.Tokens ann = platform.signIn("ann@example.org");
        return List.of(
                ann.access(),
                platform.key(ann, KeyKind.AGENT, "worker").key(),
                platform.key(ann, KeyKind.DAEMON, "box").key(),
                "hpc_agent_nobodyhasthiskeynobodyhasthiskey000000");
    }

    private static Bob bob(AccountPlatform platform) throws Exception {
        AccountPlatform.Tokens tokens = platform.signIn("bob@example.org");
        return new Bob(
                tokens,
                platform.key(tokens, KeyKind.AGENT, "worker"),
                platform.key(tokens, KeyKind.DAEMON, BOBS_DAEMON));
    }

    private static List<Caller.Answer> seenBy(Bob bob, AccountPlatform platform) throws IOException {
        platform.get("/hpc/whoami", bob.agent().key()); // From here on its last use is the same.
        List<Caller.Answer> seen = new ArrayList<>();
        for (String path : List.of("/auth/api-keys", "/hpc/whoami", "/hpc/daemons", "/hpc/events")) {
            seen.add(platform.get(path, bob.tokens().access()));
        }
        seen.add(platform.get("/hpc/events", bob.agent().key()));
        seen.add(platform.get("/hpc/daemons", bob.daemon().key()));
        assertThat(seen).allMatch(answer -> answer.status() == 200);
        assertThat(seen.get(3).body()).contains(BOBS_EVENT.value());
        return seen;
    }

    private static List<String> paths(HttpRoute route, Bob bob) {
        String path = "/" + String.join("/", route.pattern());
        return path.contains("{")
                ? bob.names().stream()
                        .map(name -> path.replaceFirst("\\{[^}]*}", name).replaceAll("\\{[^}]*}", "j_0123abcd"))
                        .toList()
                : List.of(path);
    }

    private static Caller.Answer ask(AccountPlatform platform, HttpRoute route, String path, String bearer)
            throws IOException {
        List<String> headers = new ArrayList<>(List.of("Authorization: Bearer " + bearer));
        String body = "";
        if (route.method().equals("POST")) {
            headers.add("Content-Type: application/json");
            String below = BODIES_BELOW.get(route.pattern().getLast());
            String sent = route.parts().isEmpty() ? BODIES.get(path) : below;
            assertThat(sent).as("what to send to each route").isNotNull();
            body = String.valueOf(sent);
        }
        if (route.endpoint() instanceof Endpoint.Upgrades) {
            headers.addAll(UPGRADE);
        }
        try (Caller caller = platform.from("127.0.0.1")) {
            Caller.Answer answer = caller.call(route.method(), path, body, headers);
            return new Caller.Answer(answer.status(), answer.headers(), withoutRandom(answer.body()));
        }
    }

    /** Made anew for this very answer. */
    private static String withoutRandom(String body) {
        return body.replaceAll("hpc_(signin|daemon)_[0-9A-Za-z]{38}", "SECRET")
                .replaceAll("\"id\":\"k_[0-9a-z]{24}\"", "ID")
                .replaceAll("\"created_at\":\"[^\"]*\"", "AT");
    }

    /** The table itself, over a platform that is never asked. */
    private List<HttpRoute> routes() {
        try (Database database = PlatformSchema.open(folder.resolve("table"))) {
            InstantSource clock = InstantSource.system();
            AccountService accounts = new AccountService(
                    database, new Postbox(_ -> {}), new SignInPolicy.NoOne(), clock, new SecureRandom());
            Inbox inbox = new Inbox(new EventTable(database), accounts::isAgentOf, clock, (_, _) -> {});
            Endpoint.WebSocketDoor closed = (_, _, _, _) -> {};
            return new RouteTable(
                            new HealthEndpoint("", clock),
                            new AccountEndpoints(accounts, new LiveConnections()),
                            new DaemonEndpoints(
                                    new DaemonRegistry(database, clock), new Relay(new MemoryBudget(1)), accounts),
                            new EventEndpoints(inbox),
                            new EventStreams(inbox, new LiveConnections(), new MemoryBudget(1), System::nanoTime),
                            new WebhookEndpoints(new Webhooks(
                                    database,
                                    inbox,
                                    accounts,
                                    Destinations.NOWHERE,
                                    (_, _, _) -> {},
                                    Runnable::run,
                                    clock)),
                            new DaemonDoor(new DaemonRegistry(database, clock), sessions(clock)),
                            new DownloadEndpoints(null, () -> URI.create("http://localhost")),
                            new SessionEndpoints(accounts, new LiveConnections()),
                            new ConsoleFiles(),
                            (_, _) -> {},
                            closed,
                            closed)
                    .routes();
        }
    }

    private AgentSessions sessions(InstantSource clock) {
        MemoryBudget memory = new MemoryBudget(1);
        return new AgentSessions(
                new Relay(memory), new LiveConnections(), Audit.of(folder, clock), memory, System::nanoTime);
    }

    /** Online, with a wake-up for Bob as the account owner. */
    private record BobsDaemon(TestSocket socket) implements AutoCloseable {
        static BobsDaemon online(AccountPlatform platform, Bob bob) throws InterruptedException {
            TestSocket socket = platform.daemon(bob.daemon());
            assertThat(socket.ask(new PlatformRequest.PublishEvent(
                            SampleEvent.of(BOBS_EVENT.value(), BOBS_DAEMON, null, ""))))
                    .contains("\"result\"");
            return new BobsDaemon(socket);
        }

        boolean isOnline() {
            return !socket.isClosed();
        }

        @Override
        public void close() {
            socket.end();
        }
    }
}
