package org.hpcdaemon.platform.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.hpcdaemon.protocol.error.HpcException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --allow}, and what holds without it. */
class WhoMaySignInTest {
    @TempDir
    private Path home;

    @Test
    void only_listed_addresses_and_domains_sign_in() throws Exception {
        SignInPolicy policy = SignInPolicy.of(List.of("Ann@Elsewhere.org", "@Example.org"), false, true);
        AccountPlatform platform = new AccountPlatform(home, policy);
        try (platform) {
            for (String email : List.of(
                    "ann@elsewhere.org",
                    "bob@example.org",
                    "bob@elsewhere.org",
                    "bob@sub.example.org",
                    "bob@notexample.org",
                    "bob@example.org.evil.net")) {
                platform.requestCode(email);
            }
        }
        assertThat(platform.everMailed()).containsExactlyInAnyOrder("ann@elsewhere.org", "bob@example.org");
    }

    @Test
    void on_loopback_the_first_who_signs_in_is_the_only_one() throws Exception {
        AccountPlatform platform = new AccountPlatform(home, SignInPolicy.of(List.of(), false, true));
        try (platform) {
            String anns = platform.requestCode("ann@example.org");
            String annsCode = platform.code();
            String bobs = platform.requestCode("bob@example.org");
            String bobsCode = platform.code();
            // Asking is not signing in: the first answer decides.
            assertThat(platform.verify(bobs, bobsCode).status()).isEqualTo(200);
            assertThat(platform.verify(anns, annsCode).status()).isEqualTo(401);
            platform.requestCode("ann@example.org");
            platform.signIn("bob@example.org");
        }
        assertThat(platform.everMailed()).containsExactly("ann@example.org", "bob@example.org", "bob@example.org");
    }

    @Test
    void off_loopback_only_allowed_users_sign_in() throws Exception {
        AccountPlatform platform = new AccountPlatform(home, SignInPolicy.of(List.of(), false, false));
        try (platform) {
            platform.requestCode("ann@example.org");
        }
        assertThat(platform.everMailed()).isEmpty();
    }

    @Test
    void open_registration_is_asked_for_by_name() throws Exception {
        try (AccountPlatform platform = new AccountPlatform(home, SignInPolicy.of(List.of(), true, false))) {
            assertThat(platform.signIn("ann@example.org").access()).startsWith("hpc_access_");
            assertThat(platform.signIn("bob@elsewhere.org").access()).startsWith("hpc_access_");
        }
    }

    @Test
    void who_is_no_longer_allowed_is_out_at_the_next_refresh() throws Exception {
        AccountPlatform.Tokens tokens;
        try (AccountPlatform platform = new AccountPlatform(home, new SignInPolicy.Open())) {
            tokens = platform.signIn("ann@example.org");
        }
        try (AccountPlatform platform =
                new AccountPlatform(home, SignInPolicy.of(List.of("@elsewhere.org"), false, true))) {
            assertThat(platform.refreshAnswer(tokens.refresh()).status()).isEqualTo(401);
            assertThat(platform.get("/hpc/whoami", tokens.access()).status()).isEqualTo(401);
        }
    }

    @Test
    void what_is_neither_address_nor_domain_is_refused_at_the_start() {
        for (String wrong : List.of("example.org", "@", "ann@", "a b@c.d", "*", "@ex ample.org")) {
            assertThatThrownBy(() -> SignInPolicy.of(List.of(wrong), false, true))
                    .isInstanceOf(HpcException.class)
                    .hasMessageContaining(
                            "--allow " + wrong + ": expected name@example.org, or @example.org for a domain");
        }
    }
}
