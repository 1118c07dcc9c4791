package org.hpcdaemon.platform.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.hpcdaemon.platform.account.AccountPlatform;
import org.hpcdaemon.platform.account.Caller;
import org.hpcdaemon.platform.account.SignInPolicy;
import org.hpcdaemon.platform.app.TestSocket;
import org.hpcdaemon.protocol.http.account.KeyKind;
import org.hpcdaemon.protocol.http.account.KeyList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A browser is signed in by a cookie, which counts for the platform's own pages and for nothing else. */
class SessionCookieTest {
    private static final String ANN = "ann@example.org";
    private static final String OWN = "Origin: http://platform"; // As Caller's Host says.
    private static final String NEW_KEY = "{\"kind\":\"agent\",\"name\":\"made by a page\"}";

    private static final List<String> UPGRADE = List.of(
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==",
            "Sec-WebSocket-Protocol: hpc.v1");

    /** What signing in answered. */
    private record Browser(String setCookie, SessionEndpoints.Session session, Caller.Answer answer) {
        String cookie() {
            return "Cookie: theme=dark; " + setCookie.split(";", 2)[0];
        }

        String csrf() {
            return "Hpc-Csrf: " + session.csrf();
        }
    }

    @TempDir
    private Path home;

    private AccountPlatform platform;

    @BeforeEach
    void start() throws Exception {
        platform = new AccountPlatform(home, new SignInPolicy.Open());
    }

    @AfterEach
    void stop() throws IOException {
        platform.close();
    }

    /** A request with the cookie, and what it comes to. */
    private record Case(int status, String method, List<String> headers) {
        Case(int status, String method, String... headers) {
            this(status, method, List.of(headers));
        }
    }

    @Test
    void the_cookie_counts_for_the_platforms_own_pages_only() throws Exception {
        Browser ann = signIn(ANN);
        Browser elsewhere = signIn(ANN);
        String agent =
                platform.key(platform.signIn(ANN), KeyKind.AGENT, "worker").key();
        Set<String> before = names(ann);
        for (Case each : List.of(
                new Case(200, "GET"),
                new Case(200, "GET", OWN),
                new Case(200, "GET", "Sec-Fetch-Site: same-origin"),
                new Case(200, "GET", "Sec-Fetch-Site: none"),
                new Case(403, "GET", "Sec-Fetch-Site: cross-site"),
                new Case(403, "GET", "Sec-Fetch-Site: same-site"),
                new Case(403, "GET", "Origin: https://evil.example"),
                new Case(403, "GET", "Origin: null"),
                new Case(403, "POST"),
                new Case(403, "POST", OWN),
                new Case(403, "POST", OWN, "Hpc-Csrf: "),
                new Case(403, "POST", OWN, "Hpc-Csrf: " + "0".repeat(64)),
                new Case(403, "POST", OWN, elsewhere.csrf()),
                new Case(403, "POST", ann.csrf(), "Origin: https://evil.example"),
                new Case(403, "POST", ann.csrf(), "Origin: null"),
                new Case(403, "POST", ann.csrf(), "Origin: https://platform"),
                new Case(403, "POST", ann.csrf(), "Origin: http://platform:81"),
                new Case(403, "POST", ann.csrf(), "Origin: http://platform.evil.example"),
                new Case(403, "POST", ann.csrf(), OWN, "Origin: https://evil.example"),
                new Case(403, "POST", ann.csrf(), OWN, "Sec-Fetch-Site: cross-site"),
                // Authorization is what counts, whatever it is.
                new Case(401, "POST", ann.csrf(), OWN, "Authorization: Bearer none"),
                new Case(401, "POST", ann.csrf(), OWN, "Authorization: Basic YW5uOmFubg=="),
                new Case(401, "GET", OWN, "Authorization: "),
                new Case(403, "GET", OWN, "Authorization: Bearer " + agent))) {
            Caller.Answer answer =
                    call(each.method(), "/auth/api-keys", ann, each.headers().toArray(String[]::new));

            assertThat(answer.status()).as(each + ": " + answer.body()).isEqualTo(each.status());
            assertThat(answer.headers()).doesNotContainKey("access-control-allow-origin");
        }
        assertThat(names(ann)).isEqualTo(before).doesNotContain("made by a page");
        assertThat(call("POST", "/auth/api-keys", ann, ann.csrf(), OWN).status())
                .isEqualTo(201);
        assertThat(call("POST", "/auth/api-keys", ann, ann.csrf()).status()).isEqualTo(201);
        assertThat(names(ann)).contains("made by a page");
    }

    @Test
    void a_websocket_opens_by_the_cookie_for_the_platforms_own_pages_only() throws Exception {
        Browser ann = signIn(ANN);
        TestSocket daemon = platform.daemon(platform.key(platform.signIn(ANN), KeyKind.DAEMON, "box"));
        for (Case each : List.of(
                new Case(101, "GET", OWN),
                new Case(403, "GET"),
                new Case(403, "GET", "Origin: https://evil.example"),
                new Case(403, "GET", "Origin: null"),
                new Case(403, "GET", OWN, "Sec-Fetch-Site: cross-site"),
                new Case(401, "GET", OWN, "Authorization: Bearer none"))) {
            List<String> headers = new ArrayList<>(UPGRADE);
            headers.addAll(each.headers());

            Caller.Answer answer = call("GET", "/hpc/agent/box", ann, headers.toArray(String[]::new));

            assertThat(answer.status()).as(each + ": " + answer.body()).isEqualTo(each.status());
        }
        assertThat(daemon.isClosed()).isFalse();
    }

    @Test
    void the_key_is_in_the_cookie_and_in_no_body_and_is_listed_and_revoked_like_any_other() throws Exception {
        Browser ann = signIn(ANN);
        String secret = ann.setCookie().replaceFirst("__Host-hpc=([^;]*);.*", "$1");

        assertThat(ann.setCookie())
                .isEqualTo("__Host-hpc=" + secret + "; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=2592000");
        assertThat(secret).matches("hpc_console_[0-9A-Za-z]{38}");
        Caller.Answer session = call("GET", "/auth/session", ann);
        assertThat(session.as(SessionEndpoints.Session.class)).isEqualTo(ann.session());
        assertThat(Stream.of(
                        ann.answer(), session, call("GET", "/auth/api-keys", ann), call("GET", "/hpc/whoami", ann)))
                .allSatisfy(answer -> assertThat(answer.body()).doesNotContain(secret));
        assertThat(call("GET", "/auth/api-keys", ann).as(KeyList.class).keys())
                .filteredOn(key -> key.id().equals(ann.session().key()))
                .singleElement()
                .satisfies(key -> {
                    assertThat(key.kind()).isEqualTo(KeyKind.CONSOLE);
                    assertThat(key.name()).isEqualTo("console in Firefox");
                });

        AccountPlatform.Tokens tokens = platform.signIn(ANN);
        assertThat(platform.delete("/auth/api-keys/" + ann.session().key(), tokens.access())
                        .status())
                .isEqualTo(204);

        assertThat(call("GET", "/auth/session", ann).status()).isEqualTo(401);
    }

    @Test
    void signing_out_revokes_the_key_and_has_the_browser_forget_it() throws Exception {
        Browser ann = signIn(ANN);
        assertThat(call("DELETE", "/auth/session", ann).status()).isEqualTo(403);
        assertThat(call("GET", "/auth/session", ann).status()).isEqualTo(200);

        Caller.Answer out = call("DELETE", "/auth/session", ann, ann.csrf(), OWN);

        assertThat(out.status()).isEqualTo(204);
        assertThat(out.headers().get("set-cookie"))
                .isEqualTo("__Host-hpc=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0");
        assertThat(call("GET", "/auth/session", ann).status()).isEqualTo(401);
    }

    @Test
    void a_key_lasts_for_thirty_days_without_use() throws Exception {
        Browser ann = signIn(ANN);
        for (int week = 0; week < 8; week++) {
            platform.clock.advance(Duration.ofDays(7));
            assertThat(call("GET", "/auth/session", ann).status()).isEqualTo(200);
        }

        platform.clock.advance(Duration.ofDays(30));

        assertThat(call("GET", "/auth/session", ann).status()).isEqualTo(401);
    }

    @Test
    void who_may_no_longer_sign_in_is_no_longer_signed_in() throws Exception {
        Browser ann = signIn(ANN);
        platform.close();

        platform = new AccountPlatform(
                home, new SignInPolicy.Allowed(Set.of("bob@example.org"), Set.of()), false, new SecureRandom());

        assertThat(call("GET", "/auth/session", ann).status()).isEqualTo(401);
    }

    @Test
    void a_console_key_is_made_by_a_code_alone_and_only_by_json_which_no_foreign_page_can_send() throws Exception {
        AccountPlatform.Tokens tokens = platform.signIn(ANN);
        assertThat(platform.post(
                                "/auth/api-keys",
                                "{\"kind\":\"console\",\"name\":\"x\"}",
                                "Authorization: Bearer " + tokens.access())
                        .status())
                .isEqualTo(400);
        assertThat(platform.get("/auth/session", tokens.access()).status()).isEqualTo(404);

        String token = platform.requestCode("bob@example.org");
        String body = body(token, platform.code());
        try (Caller caller = platform.from("127.0.0.1")) {
            assertThat(caller.call("POST", "/auth/session", body, List.of("Content-Type: text/plain"))
                            .status())
                    .isEqualTo(415);
        }
        assertThat(platform.post("/auth/session", body).status()).isEqualTo(200);
        assertThat(platform.post("/auth/session", body).status())
                .as("a code is good once")
                .isEqualTo(401);
    }

    @Test
    void a_code_is_guessed_no_more_often_than_on_a_command_line() throws Exception {
        String token = platform.requestCode(ANN);
        String code = platform.code();
        String wrong = "%06d".formatted((Integer.parseInt(code) + 1) % 1_000_000);
        for (int guess = 0; guess < 5; guess++) {
            String path = guess % 2 == 0 ? "/auth/session" : "/auth/otp/signin/verify";
            assertThat(platform.post(path, body(token, wrong)).status()).isEqualTo(401);
        }

        assertThat(platform.post("/auth/session", body(token, code)).status()).isEqualTo(401);
    }

    private static String body(String token, String code) {
        return "{\"token\":\"" + token + "\",\"otp\":\"" + code + "\",\"browser\":\"console in Firefox\"}";
    }

    private Browser signIn(String email) throws Exception {
        String token = platform.requestCode(email);
        Caller.Answer answer = platform.post("/auth/session", body(token, platform.code()));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return new Browser(
                answer.headers().getOrDefault("set-cookie", ""), answer.as(SessionEndpoints.Session.class), answer);
    }

    private Caller.Answer call(String method, String path, Browser browser, String... headers) throws IOException {
        List<String> all = new ArrayList<>(List.of(browser.cookie(), "Content-Type: application/json"));
        all.addAll(List.of(headers));
        try (Caller caller = platform.from("127.0.0.1")) {
            return caller.call(method, path, method.equals("POST") ? NEW_KEY : "", all);
        }
    }

    private Set<String> names(Browser browser) throws IOException {
        return Set.copyOf(call("GET", "/auth/api-keys", browser).as(KeyList.class).keys().stream()
                .map(key -> key.kind() + " " + key.name())
                .map(name -> name.replace("AGENT ", ""))
                .toList());
    }
}
