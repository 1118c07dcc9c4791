package org.hpcdaemon.platform.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
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

/** What a sign-in gives: how long it lasts, and how it ends. */
class SessionsTest {
    @TempDir
    private Path home;

    @Test
    void an_access_token_lasts_an_hour_and_a_refresh_token_a_month() throws Exception {
        try (AccountPlatform platform = new AccountPlatform(home, new SignInPolicy.Open())) {
            AccountPlatform.Tokens first = platform.signIn("ann@example.org");
            platform.clock.advance(Duration.ofHours(1).minusMillis(1));
            assertThat(whoAmI(platform, first.access())).isEqualTo(200);
            platform.clock.advance(Duration.ofMillis(1));
            assertThat(whoAmI(platform, first.access())).isEqualTo(401);

            AccountPlatform.Tokens second = platform.refresh(first);
            assertThat(second).isNotEqualTo(first);
            assertThat(whoAmI(platform, second.access())).isEqualTo(200);

            platform.clock.advance(Duration.ofDays(30).minusMillis(1));
            AccountPlatform.Tokens third = platform.refresh(second);
            platform.clock.advance(Duration.ofDays(30));
            assertThat(platform.refreshAnswer(third.refresh()).status()).isEqualTo(401);
        }
    }

    @Test
    void tokens_of_a_clock_that_was_ahead_and_is_set_back_last_for_one_period() throws Exception {
        try (AccountPlatform platform = new AccountPlatform(home, new SignInPolicy.Open())) {
            platform.clock.advance(Duration.ofDays(300));
            AccountPlatform.Tokens ahead = platform.signIn("ann@example.org");
            platform.clock.advance(Duration.ofDays(-300));

            assertThat(whoAmI(platform, ahead.access())).isEqualTo(200);
            platform.clock.advance(Duration.ofHours(1));
            assertThat(whoAmI(platform, ahead.access())).isEqualTo(401);
            platform.clock.advance(Duration.ofDays(30));
            assertThat(platform.refreshAnswer(ahead.refresh()).status()).isEqualTo(401);
        }
    }

    @Test
    void unused_ones_last_for_one_period_too_after_the_clock_was_set_back() throws Exception {
        try (AccountPlatform platform = new AccountPlatform(home, new SignInPolicy.Open())) {
            platform.clock.advance(Duration.ofDays(300));
            AccountPlatform.Tokens ahead = platform.signIn("ann@example.org");
            String signIn = platform.requestCode("ann@example.org");
            String code = platform.code();
            platform.clock.advance(Duration.ofDays(-300));
            await().until(() -> platform.get("/hpc/health", "").status() == 200 // Else the connection would be idle.
                    && lastExpiry(platform).isBefore(platform.clock.instant().plus(Duration.ofDays(31))));

            platform.clock.advance(Duration.ofHours(1));
            assertThat(whoAmI(platform, ahead.access())).isEqualTo(401);
            try (Caller other = platform.from("127.4.0.1")) { // One of an address that no limit counted ahead.
                String verification = AccountPlatform.verification(signIn, code);
                assertThat(other.post("/auth/otp/signin/verify", verification).status())
                        .isEqualTo(401);
            }
            platform.clock.advance(Duration.ofDays(30));
            assertThat(platform.refreshAnswer(ahead.refresh()).status()).isEqualTo(401);
        }
    }

    private static Instant lastExpiry(AccountPlatform platform) {
        return platform.database(connection -> Sql.one(
                        connection,
                        "SELECT MAX(at) AS at FROM (SELECT expires_at AS at FROM tokens UNION"
                                + " SELECT expires_at FROM sign_ins UNION SELECT expires_at FROM sessions)",
                        row -> row.instant("at"))
                .orElseThrow());
    }

    @Test
    void a_refresh_token_that_comes_back_ends_its_family_and_no_other() throws Exception {
        try (AccountPlatform platform = new AccountPlatform(home, new SignInPolicy.Open())) {
            AccountPlatform.Tokens copied = platform.signIn("ann@example.org");
            AccountPlatform.Tokens elsewhere = platform.signIn("ann@example.org");
            AccountPlatform.Tokens thiefs = platform.refresh(copied);
            AccountPlatform.Tokens later = platform.refresh(thiefs);

            Caller.Answer reused = platform.refreshAnswer(copied.refresh());
            assertThat(reused.status()).isEqualTo(401);
            assertThat(reused.message()).contains("used before", "sign in again");
            for (AccountPlatform.Tokens of : List.of(copied, thiefs, later)) {
                assertThat(whoAmI(platform, of.access())).isEqualTo(401);
                assertThat(platform.refreshAnswer(of.refresh()).status()).isEqualTo(401);
            }
            assertThat(whoAmI(platform, elsewhere.access())).isEqualTo(200);
            assertThat(whoAmI(platform, platform.refresh(elsewhere).access())).isEqualTo(200);
        }
    }

    @Test
    void of_twenty_refreshes_at_once_one_is_answered_and_the_others_end_the_family() throws Exception {
        try (AccountPlatform platform = new AccountPlatform(home, new SignInPolicy.Open());
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            AccountPlatform.Tokens tokens = platform.signIn("ann@example.org");
            CyclicBarrier start = new CyclicBarrier(20);
            List<Future<Caller.Answer>> answers = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                String source = "127.4.0." + (i + 1);
                Callable<Caller.Answer> refresh = () -> {
                    try (Caller caller = platform.from(source)) {
                        start.await();
                        return caller.post("/auth/refresh", "{\"refresh_token\":\"" + tokens.refresh() + "\"}");
                    }
                };
                answers.add(threads.submit(refresh));
            }
            List<Integer> statuses = new ArrayList<>();
            for (Future<Caller.Answer> answer : answers) {
                statuses.add(answer.get().status());
            }
            assertThat(statuses).containsOnly(200, 401).containsOnlyOnce(200);
            // Whether a thief or an honest client was first is unknown: what the first got has ended too.
            AccountPlatform.Tokens won =
                    answers.get(statuses.indexOf(200)).get().as(AccountPlatform.Tokens.class);
            assertThat(whoAmI(platform, won.access())).isEqualTo(401);
        }
    }

    @Test
    void each_kind_of_secret_opens_only_its_own_door() throws Exception {
        try (AccountPlatform platform = new AccountPlatform(home, new SignInPolicy.Open())) {
            AccountPlatform.Tokens tokens = platform.signIn("ann@example.org");
            String signIn = platform.requestCode("ann@example.org");
            assertThat(whoAmI(platform, tokens.refresh())).isEqualTo(401);
            assertThat(whoAmI(platform, signIn)).isEqualTo(401);
            assertThat(platform.refreshAnswer(tokens.access()).status()).isEqualTo(401);
            assertThat(platform.refreshAnswer(signIn).status()).isEqualTo(401);
            assertThat(platform.verify(tokens.access(), platform.code()).status())
                    .isEqualTo(401);
        }
    }

    private static int whoAmI(AccountPlatform platform, String bearer) throws Exception {
        return platform.get("/hpc/whoami", bearer).status();
    }
}
