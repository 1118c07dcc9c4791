package org.hpcdaemon.platform.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.hpcdaemon.platform.identity.Address;
import org.hpcdaemon.testkit.TestClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How often codes can be asked for: by address, and for an e-mail. */
class LimitsOfSignInTest {
    @TempDir
    private Path home;

    @Test
    void an_email_gets_five_codes_an_hour_and_twenty_a_day_no_matter_who_asks() throws Exception {
        try (AccountPlatform platform = new AccountPlatform(home, new SignInPolicy.Open())) {
            int sent = 0;
            for (int hour = 0; hour < 4; hour++) {
                for (int i = 0; i < SignIns.CODES_AN_HOUR; i++) {
                    assertThat(askedFrom(platform, "127.2." + hour + "." + (i + 1)))
                            .isEqualTo(200);
                    sent++;
                }
                assertThat(askedFrom(platform, "127.2." + hour + ".99")).isEqualTo(429);
                platform.clock.advance(Duration.ofMinutes(61));
            }
            assertThat(sent).isEqualTo(SignIns.CODES_A_DAY);
            assertThat(askedFrom(platform, "127.2.9.9")).isEqualTo(429);
            platform.clock.advance(Duration.ofHours(20));
            assertThat(askedFrom(platform, "127.2.9.9")).isEqualTo(200);
        }
    }

    @Test
    void an_address_asks_thirty_times_an_hour_whatever_it_forges() throws Exception {
        try (AccountPlatform platform = new AccountPlatform(home, new SignInPolicy.Open())) {
            for (int i = 0; i < 30; i++) {
                assertThat(platform.post("/otp/signin", email(i), "X-Forwarded-For: 192.0.2." + i)
                                .status())
                        .isEqualTo(200);
            }
            Caller.Answer limited = platform.post("/otp/signin", email(30), "X-Forwarded-For: 192.0.2.30");
            assertThat(limited.status()).isEqualTo(429);
            assertThat(limited.message()).contains("from this address", "retry in");
            // That "in two seconds" of a busy daemon would be a lie here.
            assertThat(limited.headers()).doesNotContainKey("retry-after");
            try (Caller other = platform.from("127.3.3.3")) {
                assertThat(other.post("/otp/signin", email(31)).status()).isEqualTo(200);
            }
            platform.clock.advance(Duration.ofMinutes(2));
            assertThat(platform.post("/otp/signin", email(32)).status()).isEqualTo(200);
        }
    }

    @Test
    void a_clock_that_was_ahead_and_is_set_back_locks_no_user_out_for_longer_than_a_period() throws Exception {
        try (AccountPlatform platform = new AccountPlatform(home, new SignInPolicy.Open())) {
            platform.clock.advance(Duration.ofDays(30));
            for (int i = 0; i < SignIns.CODES_AN_HOUR; i++) {
                assertThat(askedFrom(platform, "127.2.0." + (i + 1))).isEqualTo(200);
            }
            for (int i = 0; i < 30; i++) {
                assertThat(platform.post("/otp/signin", email(i)).status()).isEqualTo(200);
            }
            platform.clock.advance(Duration.ofDays(-30));

            assertThat(askedFrom(platform, "127.2.0.9")).isEqualTo(429);
            assertThat(platform.post("/otp/signin", email(30)).status()).isEqualTo(429);
            platform.clock.advance(Duration.ofMinutes(61));
            assertThat(askedFrom(platform, "127.2.0.9")).isEqualTo(200);
            assertThat(platform.post("/otp/signin", email(31)).status()).isEqualTo(200);
        }
    }

    @Test
    void limits_remember_ten_thousand_addresses_and_no_more() {
        RateLimiter limiter = new RateLimiter("tries", 1, Duration.ofHours(1), TestClock.at("2026-01-01T00:00:00Z"));
        limiter.take("first");
        for (int i = 1; i < 10_000; i++) {
            limiter.take("other " + i);
        }
        assertThatThrownBy(() -> limiter.take("first")).hasMessageContaining("too many tries");
        for (int i = 0; i < 10_000; i++) {
            limiter.take("another " + i);
        }
        assertThatCode(() -> limiter.take("first")).doesNotThrowAnyException();
    }

    @Test
    void a_network_of_ipv6_is_one_address() {
        assertThat(List.of(Address.group("2001:db8::1"), Address.group("[2001:db8::ffff:1:2]")))
                .containsOnly(Address.group("2001:db8:0:0:1::"));
        assertThat(Address.group("::ffff:192.0.2.1")).isEqualTo(Address.group("192.0.2.1"));
        assertThat(Address.group("x".repeat(10_000))).hasSize(64);
    }

    private static int askedFrom(AccountPlatform platform, String address) throws Exception {
        try (Caller caller = platform.from(address)) {
            return caller.post("/otp/signin", "{\"email\":\"ann@example.org\"}").status();
        }
    }

    private static String email(int number) {
        return "{\"email\":\"someone" + number + "@example.org\"}";
    }
}
