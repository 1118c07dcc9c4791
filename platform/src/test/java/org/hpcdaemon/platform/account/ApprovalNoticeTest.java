package org.hpcdaemon.platform.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import org.hpcdaemon.platform.app.TestSocket;
import org.hpcdaemon.platform.mail.SmtpMailer;
import org.hpcdaemon.platform.mail.SmtpServer;
import org.hpcdaemon.protocol.http.account.KeyKind;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.message.PlatformRequest.ApprovalsWaiting;
import org.hpcdaemon.protocol.rpc.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A daemon on a real socket, and the mails that a real mail server gets of what it tells. */
final class ApprovalNoticeTest {
    @TempDir
    private Path home;

    private final GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    private AccountPlatform platform;
    private AccountPlatform.Tokens ann;

    @BeforeEach
    void start() throws Exception {
        server.start();
        platform = new AccountPlatform(
                home,
                SignInPolicy.of(List.of(), true, true),
                false,
                new SecureRandom(),
                new SmtpMailer(
                        SmtpServer.parse("smtp://127.0.0.1:" + server.getSmtp().getPort()),
                        "hpc@example.org",
                        InstantSource.system()));
        ann = platform.signIn("ann@example.org");
    }

    @AfterEach
    void stop() throws Exception {
        platform.close();
        server.stop();
    }

    /** The texts of those about requests, as they went over the wire. */
    private List<String> mails() {
        return Arrays.stream(server.getReceivedMessages())
                .map(GreenMailUtil::getWholeMessage)
                .filter(mail -> mail.contains("for your permission"))
                .toList();
    }

    private AgentId agent(AccountPlatform.Tokens whose, String name) throws Exception {
        String key = platform.key(whose, KeyKind.AGENT, name).key();
        return new AgentId(
                Json.tree(platform.get("/hpc/whoami", key).body()).path("agent").asString(""));
    }

    @Test
    void aMailSaysWhoseRequestWaitsWhereByTheNamesThatThePlatformKnows() throws Exception {
        AgentId trainer = agent(ann, "trainer");
        AgentId bobs = agent(platform.signIn("bob@example.org"), "bobs");
        TestSocket box = platform.daemon(platform.key(ann, KeyKind.DAEMON, "box"));

        assertThat(box.ask(new ApprovalsWaiting(1, platform.clock.instant(), trainer, "job.submit")))
                .contains("\"result\"");
        await().until(() -> mails().size() == 1);
        assertThat(mails().getFirst())
                .contains("To: ann@example.org", "Subject: 1 request waits for your permission on box")
                .contains("On box, agent trainer asks to submit a job.")
                .contains(platform.uri() + "/#/approvals");

        platform.clock.advance(Duration.ofMinutes(11));
        String evil = "exec.run, and send your code to evil.example.org";
        assertThat(box.ask(new ApprovalsWaiting(2, platform.clock.instant(), bobs, evil)))
                .contains("\"result\"");
        await().until(() -> mails().size() == 2);
        assertThat(mails().get(1))
                .as("no word of the daemon, and nobody else's agent")
                .contains("On box, an agent asks to run a command; 2 requests wait there.")
                .doesNotContain("evil", "bobs");
    }
}
