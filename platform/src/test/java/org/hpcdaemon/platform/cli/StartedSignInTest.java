package org.hpcdaemon.platform.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.hpcdaemon.platform.account.Caller;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who may sign in at a platform that was started with these options, and how its codes arrive. */
@Tag("slow")
class StartedSignInTest extends StartRig {
    @Test
    void a_start_warns_that_no_one_may_sign_in() throws Exception {
        Process platform = platform("start", "--home", home.toString(), "--listen", "127.0.0.1:0", "--behind-proxy");
        assertThat(platform.errorReader(StandardCharsets.UTF_8).readLine())
                .contains("no one may sign in: add --allow @DOMAIN", "--open-registration", "keys create");
        assertThat(line(platform)).startsWith("platform ready at ");
    }

    @Test
    void the_first_who_signs_in_on_loopback_alone_gets_codes() throws Exception {
        Process platform = platform("start", "--home", home.toString(), "--listen", "127.0.0.1:0");
        URI uri = URI.create(line(platform).substring("platform ready at ".length()));
        try (Caller caller = Caller.from("127.0.0.1", uri)) {
            String token = signInToken(caller, "ann@example.org");
            String said = line(platform);
            assertThat(said).matches("one-time code for ann@example.org: [0-9]{6}");
            assertThat(verify(caller, token, said.substring(said.length() - 6))).isEqualTo(200);
            signInToken(caller, "eve@example.org");
            // Answered alike; the next code that is printed is ann's again.
            signInToken(caller, "ann@example.org");
            assertThat(line(platform)).startsWith("one-time code for ann@example.org: ");
        }
        assertThat(permissions(home.resolve("mail"))).isEqualTo("rwx------");
    }

    @Test
    void an_allowed_user_signs_in_by_a_real_mail() throws Exception {
        GreenMail mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        mail.start();
        try {
            mail.setUser("hpc@example.org", "platform", "p:w");
            String smtp = "127.0.0.1:" + mail.getSmtp().getPort();
            String[] start = {
                "start",
                "--home",
                home.toString(),
                "--listen",
                "127.0.0.1:0",
                "--allow",
                "@example.org",
                "--mail-from",
                "hpc@example.org",
                "--smtp"
            };
            Process refused = platform(with(start, "smtp://platform:wrong@" + smtp));
            assertThat(error(refused))
                    .contains("the mail server smtp://" + smtp + " refuses the user or password")
                    .contains("WARNING", "the password in --smtp can be read in `ps`", "--smtp-password-file")
                    .doesNotContain("wrong")
                    .hasLineCount(2);
            assertThat(refused.exitValue()).isEqualTo(3);

            Process platform = platform(with(start, "smtp://platform:p%3Aw@" + smtp));
            URI uri = URI.create(line(platform).substring("platform ready at ".length()));
            try (Caller caller = Caller.from("127.0.0.1", uri)) {
                signInToken(caller, "eve@elsewhere.org");
                String token = signInToken(caller, "ann@example.org");
                assertThat(mail.waitForIncomingEmail(20_000, 1)).isTrue();
                assertThat(mail.getReceivedMessages()).hasSize(1);
                String subject = mail.getReceivedMessages()[0].getSubject();
                assertThat(verify(caller, token, subject.substring(0, 6))).isEqualTo(200);
            }
        } finally {
            mail.stop();
        }
    }

    @Test
    void open_registration_has_a_name_of_its_own_in_the_help() {
        ByteArrayOutputStream help = new ByteArrayOutputStream();
        Main.run(new PrintStream(help, true, StandardCharsets.UTF_8), System.err, "start", "--help");
        assertThat(help.toString(StandardCharsets.UTF_8).replaceAll("\\s+", " "))
                .contains("--open-registration", "--allow", "on loopback the first who does");
    }

    private static String signInToken(Caller caller, String email) throws IOException {
        String body =
                caller.post("/otp/signin", "{\"email\":\"" + email + "\"}").body();
        assertThat(body).contains("hpc_signin_");
        return body.substring(body.indexOf("hpc_signin_"), body.lastIndexOf('"'));
    }

    private static int verify(Caller caller, String token, String code) throws IOException {
        return caller.post("/auth/otp/signin/verify", "{\"token\":\"" + token + "\",\"otp\":\"" + code + "\"}")
                .status();
    }
}
