package org.hpcdaemon.platform.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.hpcdaemon.platform.mail.ScriptedSmtp;
import org.hpcdaemon.platform.mail.SmtpMailer;
import org.hpcdaemon.platform.mail.SmtpServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A mail server that fails while people want to sign in. */
class MailServerDownTest {
    private static final SignInPolicy ANN_ONLY = SignInPolicy.of(List.of("ann@example.org"), false, true);
    private static final String ANN = "{\"email\":\"ann@example.org\"}";
    private static final String EVE = "{\"email\":\"eve@example.org\"}";

    @TempDir
    private Path home;

    @Test
    void every_caller_learns_that_no_code_was_sent_and_none_whether_an_email_is_known() throws Exception {
        try (ScriptedSmtp mail = new ScriptedSmtp();
                AccountPlatform platform = platform(mail)) {
            assertThat(platform.post("/otp/signin", ANN).status()).isEqualTo(200);
            assertThat(platform.code()).hasSize(6);

            mail.answers("MAIL", "550 not from here");
            platform.clock.advance(Duration.ofMinutes(1));
            Caller.Answer stranger = platform.post("/otp/signin", EVE);
            assertThat(stranger.status()).isEqualTo(503);
            assertThat(stranger.body()).contains("\"error_code\":\"mail_unavailable\"");
            assertThat(stranger.message())
                    .contains("no code was sent", "retry")
                    .doesNotContain("not from here", "127.0.0.1");
            assertThat(platform.post("/otp/signin", ANN)).isEqualTo(stranger);
            platform.clock.advance(Duration.ofSeconds(10));
            assertThat(platform.post("/otp/signin", ANN)).isEqualTo(stranger);

            // What failed did not count as a code that was asked for, and the server is asked again soon.
            mail.recovers();
            platform.clock.advance(Duration.ofSeconds(10));
            for (int i = 1; i < SignIns.CODES_AN_HOUR; i++) {
                assertThat(platform.post("/otp/signin", ANN).status()).isEqualTo(200);
                assertThat(platform.code()).hasSize(6);
            }
        }
    }

    @Test
    void a_flood_of_sign_ins_is_no_flood_of_connections_to_a_mail_server_that_fails() throws Exception {
        try (ScriptedSmtp mail = new ScriptedSmtp().answers("MAIL", "451 later");
                AccountPlatform platform = platform(mail)) {
            for (int i = 0; i < 25; i++) {
                assertThat(platform.post("/otp/signin", EVE).status()).isEqualTo(503);
            }
            assertThat(mail.heard().stream().filter(line -> line.startsWith("MAIL")))
                    .hasSize(1);
        }
    }

    @Test
    void one_mailbox_that_is_refused_is_not_told_apart_from_one_that_is_not_known() throws Exception {
        try (ScriptedSmtp mail = new ScriptedSmtp().answers("RCPT", "550 no such person");
                AccountPlatform platform = platform(mail)) {
            assertThat(platform.post("/otp/signin", ANN).status()).isEqualTo(200);
            assertThat(platform.post("/otp/signin", EVE).status()).isEqualTo(200);
            platform.clock.advance(Duration.ofMinutes(1));
            assertThat(platform.post("/otp/signin", ANN).status()).isEqualTo(200);
        }
    }

    private AccountPlatform platform(ScriptedSmtp mail) throws Exception {
        return new AccountPlatform(home, ANN_ONLY, false, new SecureRandom(), mailer(mail));
    }

    private static SmtpMailer mailer(ScriptedSmtp mail) {
        return new SmtpMailer(
                SmtpServer.parse("smtp://127.0.0.1:" + mail.port()), "hpc@example.org", InstantSource.system());
    }
}
