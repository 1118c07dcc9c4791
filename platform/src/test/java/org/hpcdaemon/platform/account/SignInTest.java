package org.hpcdaemon.platform.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.hpcdaemon.store.Sql;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signing in by a one-time code, over HTTP. */
class SignInTest {
    private static final SignInPolicy ANN_ONLY = SignInPolicy.of(List.of("ann@example.org"), false, true);

    @TempDir
    private Path home;

    @Test
    void a_code_of_six_digits_signs_in_once() throws Exception {
        try (AccountPlatform platform = new AccountPlatform(home, ANN_ONLY)) {
            String token = platform.requestCode("Ann@Example.org ");
            String code = platform.code();
            assertThat(code).matches("[0-9]{6}");

            Caller.Answer answer = platform.verify(token, code);
            assertThat(answer.status()).isEqualTo(200);
            AccountPlatform.Tokens tokens = answer.as(AccountPlatform.Tokens.class);
            assertThat(tokens.expiresIn()).isEqualTo(Duration.ofHours(1).toSeconds());
            assertThat(tokens.refreshExpiresIn()).isEqualTo(Duration.ofDays(30).toSeconds());
            assertThat(platform.get("/hpc/whoami", tokens.access()).body())
                    .contains("\"kind\":\"user\"", "\"email\":\"ann@example.org\"");

            Caller.Answer again = platform.verify(token, code);
            assertThat(again.status()).isEqualTo(401);
            assertThat(again.message()).contains("ask for a new code");
        }
    }

    @Test
    void a_code_is_good_for_less_than_ten_minutes() throws Exception {
        try (AccountPlatform platform = new AccountPlatform(home, ANN_ONLY)) {
            String early = platform.requestCode("ann@example.org");
            String earlyCode = platform.code();
            platform.clock.advance(Duration.ofMinutes(10).minusMillis(1));
            assertThat(platform.verify(early, earlyCode).status()).isEqualTo(200);

            String late = platform.requestCode("ann@example.org");
            String lateCode = platform.code();
            platform.clock.advance(Duration.ofMinutes(10));
            Caller.Answer answer = platform.verify(late, lateCode);
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.message()).contains("expired");
        }
    }

    @Test
    void a_code_takes_five_tries_in_all_and_says_how_many_are_left() throws Exception {
        try (AccountPlatform platform = new AccountPlatform(home, ANN_ONLY)) {
            String token = platform.requestCode("ann@example.org");
            String code = platform.code();
            for (int left = 4; left > 0; left--) {
                assertThat(platform.verify(token, AccountPlatform.otherThan(code, left))
                                .message())
                        .contains("wrong code: " + left + (left == 1 ? " try left" : " tries left"));
            }
            assertThat(platform.verify(token, AccountPlatform.otherThan(code, 5))
                            .message())
                    .contains("too many tries");
            Caller.Answer right = platform.verify(token, code);
            assertThat(right.status()).isEqualTo(401);
            assertThat(right.message()).contains("too many tries", "ask for a new one");
        }
    }

    @Test
    void what_cannot_be_a_code_is_no_try() throws Exception {
        try (AccountPlatform platform = new AccountPlatform(home, ANN_ONLY)) {
            String token = platform.requestCode("ann@example.org");
            String code = platform.code();
            for (String typo : List.of("12345", "1234567", "12345x", "", "１２３４５６")) {
                assertThat(platform.verify(token, typo).status()).isEqualTo(400);
            }
            assertThat(platform.verify(token, code.substring(0, 3) + " " + code.substring(3))
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void fifty_right_answers_at_once_give_one_token() throws Exception {
        try (AccountPlatform platform = new AccountPlatform(home, ANN_ONLY);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            String answer = AccountPlatform.verification(platform.requestCode("ann@example.org"), platform.code());
            CyclicBarrier start = new CyclicBarrier(50);
            List<Future<Integer>> statuses = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                String source = "127.0.9." + (i + 1);
                Callable<Integer> attempt = () -> {
                    try (Caller caller = platform.from(source)) {
                        start.await();
                        return caller.post("/auth/otp/signin/verify", answer).status();
                    }
                };
                statuses.add(threads.submit(attempt));
            }
            List<Integer> all = new ArrayList<>();
            for (Future<Integer> status : statuses) {
                all.add(status.get());
            }
            assertThat(all).hasSize(50).containsOnly(200, 401).containsOnlyOnce(200);
        }
    }

    @Test
    void an_unknown_email_is_answered_like_a_known_one_in_all_and_gets_no_mail() throws Exception {
        AccountPlatform platform = new AccountPlatform(home, ANN_ONLY);
        try (platform) {
            Caller.Answer known = platform.post("/otp/signin", "{\"email\":\"ann@example.org\"}");
            Caller.Answer unknown = platform.post("/otp/signin", "{\"email\":\"eve@example.org\"}");
            assertThat(like(unknown)).isEqualTo(like(known));

            String knownToken = token(known);
            String unknownToken = token(unknown);
            String code = platform.code();
            for (int i = 0; i < SignIns.EVALUATIONS + 1; i++) {
                String guess = AccountPlatform.otherThan(code, i);
                Caller.Answer one = platform.verify(knownToken, guess);
                // Once in a million this is the stranger's right code, which is refused in other words.
                assertThat(like(platform.verify(unknownToken, guess))).isEqualTo(like(one));
            }
            // Both are as old as each other now, and limited in the same words.
            for (int i = 1; i < SignIns.CODES_AN_HOUR; i++) {
                platform.requestCode("ann@example.org");
                platform.requestCode("eve@example.org");
            }
            Caller.Answer knownLimited = platform.post("/otp/signin", "{\"email\":\"ann@example.org\"}");
            assertThat(knownLimited.status()).isEqualTo(429);
            assertThat(platform.post("/otp/signin", "{\"email\":\"eve@example.org\"}"))
                    .isEqualTo(knownLimited);
        }
        assertThat(platform.everMailed()).hasSize(SignIns.CODES_AN_HOUR).containsOnly("ann@example.org");
    }

    @Test
    void the_code_of_a_stranger_opens_nothing_even_if_guessed_right() throws Exception {
        try (AccountPlatform platform = new AccountPlatform(home, ANN_ONLY)) {
            String token = platform.requestCode("eve@example.org");
            String mac = platform.database(c -> Sql.one(c, "SELECT code_mac FROM sign_ins", row -> row.text("code_mac"))
                    .orElseThrow());
            String code = "";
            for (int guess = 0; !Secrets.mac(token, code).equals(mac); guess++) {
                code = "%06d".formatted(guess);
            }
            assertThat(platform.verify(token, code).status()).isEqualTo(401);
            List<String> users =
                    platform.database(c -> Sql.query(c, "SELECT email FROM users", row -> row.text("email")));
            assertThat(users).isEmpty();
        }
    }

    private static String token(Caller.Answer answer) {
        return answer.as(AccountPlatform.CodeSent.class).payload().token();
    }

    /** All of an answer but the random part of a sign-in token. */
    private static Caller.Answer like(Caller.Answer answer) {
        return new Caller.Answer(
                answer.status(),
                answer.headers(),
                answer.body().replaceFirst("hpc_signin_[0-9A-Za-z]{38}", "hpc_signin_RANDOM"));
    }
}
