package org.hpcdaemon.platform.mail;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What account owners are mailed about requests that wait, over a real mail server. */
final class ApprovalMailTest {
    private static final URI PAGE = URI.create("https://hpc.example.org/#/approvals");

    private final GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

    @BeforeEach
    void start() {
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    private MimeMessage sent(ApprovalMail.Machine... machines) throws Exception {
        SmtpMailer mailer = new SmtpMailer(
                SmtpServer.parse("smtp://127.0.0.1:" + server.getSmtp().getPort()),
                "hpc@example.org",
                InstantSource.system());
        mailer.send(new ApprovalMail("ada@example.org", List.of(machines), PAGE));
        assertThat(server.getReceivedMessages()).hasSize(1);
        return server.getReceivedMessages()[0];
    }

    private static String part(MimeMessage message, int which) throws Exception {
        return ((MimeMultipart) message.getContent())
                .getBodyPart(which)
                .getContent()
                .toString();
    }

    @Test
    void itNamesMachineAgentAndKindAndLeadsToTheConsole() throws Exception {
        MimeMessage message = sent(
                new ApprovalMail.Machine("login1", 3, "agent trainer", "run a command"),
                new ApprovalMail.Machine("box", 1, "your own key", "open a shell"));

        assertThat(message.getSubject()).isEqualTo("4 requests wait for your permission on 2 machines");
        assertThat(message.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        for (int i = 0; i < 2; i++) {
            assertThat(part(message, i))
                    .contains("On login1, agent trainer asks to run a command; 3 requests wait there.")
                    .contains("On box, your own key asks to open a shell.")
                    .contains(PAGE.toString())
                    .containsOnlyOnce("decides nothing");
        }
    }

    @Test
    void namesBecomeNeitherHeadersNorLinesNorMarkupAndHaveBounds() throws Exception {
        MimeMessage message = sent(new ApprovalMail.Machine(
                "box\r\nBcc: eve@example.org\r\n\r\n<b>",
                Integer.MAX_VALUE,
                "\u202eagent\u0000 <script>&\"" + "x".repeat(100_000),
                "run\nDecide here: https://evil.example.org"));

        assertThat(message.getAllRecipients()).extracting(Object::toString).containsExactly("ada@example.org");
        assertThat(message.getHeader("Bcc")).isNull();
        assertThat(message.getSubject())
                .isEqualTo(
                        "more than 999 requests wait for your permission on box\\x0d\\x0aBcc: eve@example.org\\x0d\\x0a\\x0d\\x0a<b>");
        String text = part(message, 0);
        assertThat(text.lines().filter(line -> line.contains("evil.example.org")))
                .singleElement()
                .asString()
                .startsWith("On box\\x0d\\x0aBcc: ")
                .contains("\\u202eagent\\x00", "run\\x0aDecide");
        assertThat(text).hasSizeLessThan(2_000);
        assertThat(part(message, 1))
                .contains("&lt;b&gt;", "&lt;script&gt;&amp;&quot;")
                .doesNotContain("<script", "<b>");
    }
}
