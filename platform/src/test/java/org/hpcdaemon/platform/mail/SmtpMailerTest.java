package org.hpcdaemon.platform.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Message;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import org.hpcdaemon.platform.cli.Trust;
import org.hpcdaemon.testkit.Certificates;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Codes on their way to a real mail server, encrypted and with a password, and to servers that do not take them. */
class SmtpMailerTest {
    private static final String USER = "platform";
    private static final String PASSWORD = "pass:w@rd/1";
    private static final String FROM = "hpc@example.org";
    private static final CodeMail MAIL = new CodeMail("ann@elsewhere.org", "123456", Duration.ofMinutes(10));
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    /** A person does not wait for the tests' hanging servers. */
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    private static final Duration PATIENT = Duration.ofSeconds(20);

    @TempDir
    private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static SSLContext localhost;

    @SuppressWarnings("NullAway.Init")
    private static SSLContext otherHost;

    @SuppressWarnings("NullAway.Init")
    private static SSLSocketFactory trusting;

    private final GreenMail mail = new GreenMail(new ServerSetup[] {
        new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP),
        new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTPS)
    });

    @BeforeAll
    static void makeCertificates() throws Exception {
        Certificates certificates = Certificates.in(folder);
        localhost = certificates.forHost("localhost").context();
        otherHost = certificates.forHost("mail.example.org").context();
        trusting = Trust.only(certificates.authority()).getSocketFactory();
    }

    @BeforeEach
    void startMail() {
        mail.start();
        mail.setUser(FROM, USER, PASSWORD);
    }

    @AfterEach
    void stopMail() {
        mail.stop();
    }

    @Test
    void a_code_is_sent_over_tls_with_a_password_in_a_mail_that_a_person_would_trust() throws Exception {
        try (TlsFront front = front(TlsFront.Mode.IMPLICIT, localhost)) {
            SmtpMailer mailer = mailer(true, front.port(), PASSWORD, PATIENT);
            mailer.check();
            assertThat(mail.getReceivedMessages()).isEmpty();
            mailer.send(MAIL);
        }
        assertThat(mail.getReceivedMessages()).hasSize(1);
        MimeMessage message = mail.getReceivedMessages()[0];
        assertThat(message.getSubject()).isEqualTo("123456 is your hpc-daemon sign-in code");
        assertThat(message.getFrom()).extracting(Object::toString).containsExactly(FROM);
        assertThat(message.getRecipients(Message.RecipientType.TO))
                .extracting(Object::toString)
                .containsExactly("ann@elsewhere.org");
        assertThat(message.getSentDate()).isEqualTo(NOW);
        assertThat(message.getMessageID()).endsWith("@example.org>");
        assertThat(message.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        MimeMultipart parts = (MimeMultipart) message.getContent();
        assertThat(parts.getContentType()).startsWith("multipart/alternative");
        assertThat(parts.getCount()).isEqualTo(2);
        assertThat(parts.getBodyPart(0).getContentType()).startsWith("text/plain");
        assertThat(parts.getBodyPart(1).getContentType()).startsWith("text/html");
        for (int i = 0; i < 2; i++) {
            assertThat(parts.getBodyPart(i).getContent().toString())
                    .contains("123456", "10 minutes", "did not ask")
                    .doesNotContainIgnoringCase("http", "href", "www.", "<img", "url(");
        }
    }

    @Test
    void a_code_is_sent_over_starttls() throws Exception {
        try (TlsFront front = front(TlsFront.Mode.STARTTLS, localhost)) {
            SmtpMailer mailer = mailer(false, front.port(), PASSWORD, PATIENT);
            mailer.check();
            mailer.send(MAIL);
        }
        assertThat(mail.getReceivedMessages()).hasSize(1);
    }

    @Test
    void without_starttls_nothing_goes_over_a_network_in_clear() throws Exception {
        try (ScriptedSmtp server = new ScriptedSmtp().answers("EHLO", "250-scripted\r\n250 AUTH PLAIN LOGIN")) {
            SmtpMailer mailer = mailer(false, server.port(), PASSWORD, PATIENT);
            refuses(mailer, "does not offer STARTTLS", "smtps://");
            assertThat(server.heard()).noneMatch(line -> line.startsWith("AUTH") || line.startsWith("MAIL"));
        }
    }

    @Test
    void a_wrong_password_is_reported_without_repeating_it() throws Exception {
        try (TlsFront front = front(TlsFront.Mode.IMPLICIT, localhost)) {
            refuses(mailer(true, front.port(), "wrong-password", PATIENT), "refuses the user or password", "--smtp");
        }
    }

    @Test
    void a_certificate_of_an_unknown_authority_or_another_host_gets_no_password() throws Exception {
        refuses(mailer(true, mail.getSmtps().getPort(), PASSWORD, PATIENT), "certificate that is not trusted");
        for (TlsFront.Mode mode : TlsFront.Mode.values()) {
            try (TlsFront front = front(mode, otherHost)) {
                boolean implicit = mode == TlsFront.Mode.IMPLICIT;
                refuses(mailer(implicit, front.port(), PASSWORD, PATIENT), "certificate that is not trusted");
            }
        }
        assertThat(mail.getReceivedMessages()).isEmpty();
    }

    @Test
    void a_server_that_refuses_the_sender_is_found_by_the_check() throws Exception {
        try (ScriptedSmtp server = new ScriptedSmtp().answers("MAIL", "550 not from\u001b[31m you")) {
            refuses(local(server, TIMEOUT), "may send as " + FROM, "not from");
        }
    }

    @Test
    void a_server_that_refuses_the_recipient_or_the_mail_is_reported() throws Exception {
        try (ScriptedSmtp server = new ScriptedSmtp().answers("RCPT", "550 no such person")) {
            local(server, TIMEOUT).check();
            assertThatThrownBy(() -> local(server, TIMEOUT).send(MAIL))
                    .isInstanceOf(MailException.class)
                    .hasMessageContaining("no such person");
            server.recovers();
            server.answers(".", "554 looks like spam");
            assertThatThrownBy(() -> local(server, TIMEOUT).send(MAIL))
                    .isInstanceOf(MailException.class)
                    .hasMessageContaining("looks like spam");
        }
    }

    @Test
    void a_server_that_hangs_anywhere_is_given_up() throws Exception {
        for (String command : new String[] {"", "EHLO", "MAIL"}) {
            try (ScriptedSmtp server = new ScriptedSmtp().answers(command, ScriptedSmtp.HANGS)) {
                refuses(local(server, Duration.ofMillis(300)), "does not answer");
            }
        }
        try (ScriptedSmtp server = new ScriptedSmtp().answers(".", ScriptedSmtp.HANGS)) {
            assertThatThrownBy(() -> local(server, Duration.ofMillis(300)).send(MAIL))
                    .isInstanceOf(MailException.class)
                    .hasMessageContaining("does not answer");
        }
    }

    @Test
    void a_server_that_is_not_there_is_reported() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        refuses(
                new SmtpMailer(SmtpServer.parse("smtp://127.0.0.1:" + free), FROM, InstantSource.system()),
                "cannot be reached");
    }

    @Test
    void the_url_takes_what_is_percent_encoded_and_never_repeats_it() {
        SmtpServer server = SmtpServer.parse("smtps://a%40b:p%3Aw%2F+1@mail.example.org");
        assertThat(server.user()).isEqualTo("a@b");
        assertThat(server.password()).isEqualTo("p:w/+1");
        assertThat(server.port()).isEqualTo(465);
        assertThat(server.implicitTls()).isTrue();
        assertThat(server).hasToString("smtps://mail.example.org:465");
        assertThat(SmtpServer.parse("smtp://u:p@mail.example.org").port()).isEqualTo(587);
        assertThat(SmtpServer.parse("smtp://mail.example.org").port()).isEqualTo(25);
        SmtpServer without = SmtpServer.parse("smtp://u@mail.example.org");
        assertThat(without.user()).isEqualTo("u");
        assertThat(without.password()).isNull();
        assertThat(without.port()).isEqualTo(587);
        for (String wrong : new String[] {
            "mail.example.org:25",
            "https://u:secret@host",
            "smtp://:secret@host",
            "smtp://u:secret@host/path",
            "smtp://",
            "smtps://u:se cret@host",
            "smtp://u:secret@"
        }) {
            assertThatThrownBy(() -> SmtpServer.parse(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("smtps://USER:PASSWORD@HOST:PORT")
                    .message()
                    .doesNotContain("secret", "se cret");
        }
    }

    private TlsFront front(TlsFront.Mode mode, SSLContext certificate) throws IOException {
        return new TlsFront(mode, certificate, mail.getSmtp().getPort());
    }

    /** As if the server were on another host: nothing is sent in clear. */
    private static SmtpMailer mailer(boolean implicitTls, int port, String password, Duration timeout) {
        return new SmtpMailer(
                new SmtpServer(implicitTls, "localhost", port, USER, password, false),
                FROM,
                InstantSource.fixed(NOW),
                trusting,
                timeout);
    }

    private static SmtpMailer local(ScriptedSmtp server, Duration timeout) {
        return new SmtpMailer(
                new SmtpServer(false, "127.0.0.1", server.port(), null, null, true),
                FROM,
                InstantSource.fixed(NOW),
                trusting,
                timeout);
    }

    private static void refuses(SmtpMailer mailer, String... why) {
        assertThatThrownBy(mailer::check)
                .isInstanceOf(MailException.class)
                .hasMessageContainingAll(why)
                .message()
                .startsWith("the mail server smtp")
                .doesNotContain(PASSWORD, "wrong-password");
    }
}
