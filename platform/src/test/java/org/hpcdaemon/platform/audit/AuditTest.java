package org.hpcdaemon.platform.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.hpcdaemon.platform.account.AccountPlatform;
import org.hpcdaemon.platform.account.Caller;
import org.hpcdaemon.platform.account.SignInPolicy;
import org.hpcdaemon.platform.app.TestSocket;
import org.hpcdaemon.platform.cli.HostCalls;
import org.hpcdaemon.protocol.http.account.KeyKind;
import org.hpcdaemon.protocol.rpc.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The audit log of a real platform: what is in it, and what never is. */
class AuditTest {
    private static final SignInPolicy ANN_ONLY = SignInPolicy.of(List.of("ann@example.org"), false, true);

    /** Of the form of one, nobody's. */
    private static final String CONSOLE_KEY = "hpc_console_" + "0123456789".repeat(4);

    @TempDir
    private Path home;

    @Test
    void it_tells_who_did_what_from_where_and_what_came_of_it_and_no_secret() throws Exception {
        String signIn;
        String code;
        AccountPlatform.Tokens tokens;
        AccountPlatform.Key box;
        AccountPlatform.Key worker;
        try (AccountPlatform platform = new AccountPlatform(home, ANN_ONLY)) {
            platform.requestCode("eve@example.org");
            signIn = platform.requestCode("ann@example.org");
            code = platform.code();
            platform.verify(signIn, code.equals("000000") ? "000001" : "000000");
            tokens = platform.verify(signIn, code).as(AccountPlatform.Tokens.class);
            box = platform.key(tokens, KeyKind.DAEMON, "box");
            worker = platform.key(tokens, KeyKind.AGENT, "worker");
            TestSocket daemon = platform.daemon(box);
            TestSocket agent = platform.agent("box", worker.key());
            agent.send(
                    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"exec.run\",\"params\":{\"command\":\"secret-work\"}}");
            daemon.nextFrame();
            daemon.nextFrame();
            try (Caller elsewhere = platform.from("127.5.5.5")) {
                List<String> bearer = List.of("Authorization: Bearer " + worker.key());
                elsewhere.call("GET", "/auth/api-keys", "", bearer);
                elsewhere.call("GET", "/hpc/agent/nobodys", "", bearer);
                elsewhere.call("GET", "/hpc/events", "", List.of("Authorization: Bearer " + worker.key() + "x"));
                elsewhere.call(
                        "DELETE",
                        "/auth/api-keys/" + box.key(),
                        "",
                        List.of("Authorization: Bearer " + tokens.access()));
                elsewhere.call(
                        "DELETE",
                        "/auth/api-keys/" + CONSOLE_KEY,
                        "",
                        List.of("Authorization: Bearer " + tokens.access()));
            }
            platform.delete("/auth/api-keys/" + worker.id(), tokens.access());
            assertThat(agent.closeCode()).isEqualTo(4001);
            assertThat(HostCalls.call("keys", "revoke", box.id(), "--home", home.toString()))
                    .isZero();
            assertThat(daemon.closeCode()).isEqualTo(4001);
            platform.refresh(tokens);
            await().until(() -> log().stream().anyMatch(line -> line.contains("daemon.disconnect")));
        }
        List<String> lines = log();
        assertThat(told(lines))
                .containsSubsequence(
                        "sign_in.code not_allowed anyone eve@example.org 127.0.0.1",
                        "sign_in.code ok anyone ann@example.org 127.0.0.1",
                        "sign_in.verify unauthorized anyone - 127.0.0.1",
                        "sign_in.verify ok anyone ann@example.org 127.0.0.1",
                        "key.create ok user ann@example.org 127.0.0.1",
                        "key.create ok user ann@example.org 127.0.0.1",
                        "daemon.register ok daemon ann@example.org 127.0.0.1",
                        "daemon.connect ok daemon ann@example.org 127.0.0.1",
                        "agent.connect ok agent ann@example.org 127.0.0.1",
                        "access.refused not_allowed agent ann@example.org 127.5.5.5",
                        "agent.connect not_found agent ann@example.org 127.5.5.5",
                        "access.refused unauthorized anyone - 127.5.5.5",
                        "key.revoke not_found user ann@example.org 127.5.5.5",
                        "key.revoke ok user ann@example.org 127.0.0.1",
                        "key.revoke ok host - -",
                        "sign_in.refresh ok anyone ann@example.org 127.0.0.1")
                .contains(
                        "agent.disconnect 4001 agent ann@example.org 127.0.0.1",
                        "daemon.disconnect 4001 daemon ann@example.org 127.0.0.1");
        assertThat(lines)
                .filteredOn(line -> line.contains("key.create"))
                .first()
                .asString()
                .contains(box.id() + " for daemon box");
        // The lines of one sign-in have the same mark.
        assertThat(lines.stream()
                        .filter(line -> line.contains("sign_in.") && line.contains("about"))
                        .map(line -> line.replaceFirst(".*(sign-in [0-9a-f]{12}).*", "$1"))
                        .distinct())
                .hasSize(2);
        for (String secret : List.of(
                signIn, code, tokens.access(), tokens.refresh(), box.key(), worker.key(), CONSOLE_KEY, "secret-work")) {
            assertThat(lines).noneMatch(line -> line.contains(secret));
        }
    }

    @Test
    void hostile_text_stays_in_its_line_and_moves_no_cursor() throws Exception {
        try (AccountPlatform platform = new AccountPlatform(home, new SignInPolicy.Open(), true)) {
            String escapes = "\\u001b[2J\\r\\n{\\\"event\\\":\\\"faked\\\"}\\u009b31m\\u202e\\u2028";
            platform.post(
                    "/otp/signin",
                    "{\"email\":\"" + escapes + "@example.org\"}",
                    "X-Forwarded-For: \",\"event\":\"faked");
            platform.post("/otp/signin", "{\"email\":\"" + "x".repeat(60_000) + "\"}");
            AccountPlatform.Tokens tokens = platform.signIn("ann@example.org");
            platform.post(
                    "/auth/api-keys",
                    "{\"kind\":\"agent\",\"name\":\"" + escapes + "\"}",
                    "Authorization: Bearer " + tokens.access());
            platform.delete("/hpc/daemons/%7b%22event%22%3a%22faked%22%7d", tokens.access());
            platform.get("/hpc/agent/%e2%80%ae%c2%9b31m", tokens.access());
        }
        List<String> lines = log();
        assertThat(lines).hasSize(7);
        assertThat(lines)
                .allMatch(line -> line.chars()
                        .noneMatch(c -> Character.isISOControl(c)
                                || Character.getType(c) == Character.FORMAT
                                || Character.getType(c) == Character.LINE_SEPARATOR));
        assertThat(lines).allMatch(line -> line.length() < 2000);
        assertThat(told(lines)).noneMatch(line -> line.startsWith("faked"));
    }

    @Test
    void a_log_that_cannot_be_written_stops_nothing() throws Exception {
        Files.createDirectories(home.resolve("audit.log"));
        try (AccountPlatform platform = new AccountPlatform(home, new SignInPolicy.Open())) {
            AccountPlatform.Tokens tokens = platform.signIn("ann@example.org");
            TestSocket daemon = platform.daemon(platform.key(tokens, KeyKind.DAEMON, "box"));
            assertThat(platform.get("/hpc/daemons", tokens.access()).body()).contains("\"online\":true");
            Files.delete(home.resolve("audit.log"));
            daemon.end();
            await().until(() -> Files.exists(home.resolve("audit.log")) && log().size() > 1);
        }
        assertThat(told(log()))
                .startsWith("audit.missed lost - - -", "daemon.disconnect 1006 daemon ann@example.org 127.0.0.1");
    }

    @Test
    void a_flood_of_refusals_is_counted_and_leaves_the_rest_of_the_log_alone() throws Exception {
        try (AccountPlatform platform = new AccountPlatform(home, new SignInPolicy.Open())) {
            AccountPlatform.Tokens tokens = platform.signIn("ann@example.org");
            AccountPlatform.Key worker = platform.key(tokens, KeyKind.AGENT, "worker");
            try (Caller eve = platform.from("127.5.5.5")) {
                for (int i = 0; i < 200; i++) {
                    eve.call("GET", "/hpc/daemons", "", List.of("Authorization: Bearer guess-" + i));
                    eve.call("GET", "/hpc/agent/no" + i, "", List.of("Authorization: Bearer " + worker.key()));
                }
            }
            assertThat(log().stream().filter(line -> line.contains("127.5.5.5")))
                    .hasSize(2 * RefusalBudget.OF_ONE);
            platform.clock.advance(RefusalBudget.PERIOD);
            platform.key(platform.signIn("ann@example.org"), KeyKind.AGENT, "next");
        }
        assertThat(log().stream().filter(line -> line.contains("audit.counted")))
                .hasSize(2)
                .allMatch(line -> line.contains("140 more refusals since "));
        assertThat(told(log()))
                .contains(
                        "sign_in.verify ok anyone ann@example.org 127.0.0.1",
                        "key.create ok user ann@example.org 127.0.0.1");
    }

    private List<String> log() throws IOException {
        return Files.readAllLines(home.resolve("audit.log"));
    }

    /** Event, outcome, by, e-mail and address of each line; each must be JSON. */
    private static List<String> told(List<String> lines) {
        return lines.stream()
                .map(line -> Json.read(line, Map.class))
                .map(line -> line.get("event") + " " + line.get("outcome") + " " + dash(line, "by") + " "
                        + dash(line, "email") + " " + dash(line, "address"))
                .toList();
    }

    private static Object dash(Map<?, ?> line, String field) {
        Object value = line.get(field);
        return value == null ? "-" : value;
    }
}
