package org.hpcdaemon.platform.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.hpcdaemon.platform.app.TestSocket;
import org.hpcdaemon.protocol.frame.RouteFrame;
import org.hpcdaemon.protocol.http.account.KeyKind;
import org.hpcdaemon.protocol.message.route.RouteOpen;
import org.hpcdaemon.protocol.rpc.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent is revoked with the last of its keys, since a key of the same name is the same agent. */
class RevokedAgentTest {
    @TempDir
    Path home;

    @Test
    void its_daemon_is_told_when_the_last_key_is_gone_and_not_before() throws Exception {
        try (AccountPlatform platform = new AccountPlatform(home, new SignInPolicy.Open())) {
            AccountPlatform.Tokens ann = platform.signIn("ann@example.org");
            TestSocket daemon = platform.daemon(platform.key(ann, KeyKind.DAEMON, "box"));
            AccountPlatform.Key first = platform.key(ann, KeyKind.AGENT, "worker");
            AccountPlatform.Key second = platform.key(ann, KeyKind.AGENT, "worker");

            TestSocket one = platform.agent("box", first.key());
            RouteOpen who = Json.read(daemon.nextFrame().payloadText(), RouteOpen.class);
            platform.delete("/auth/api-keys/" + first.id(), ann.access());
            one.closeCode();
            assertThat(daemon.nextFrame().kind()).isEqualTo(RouteFrame.Kind.CLOSE);

            TestSocket two = platform.agent("box", second.key());
            assertThat(daemon.nextFrame().kind()).isEqualTo(RouteFrame.Kind.OPEN);
            platform.delete("/auth/api-keys/" + second.id(), ann.access());
            two.closeCode();
            assertThat(daemon.nextFrame().kind()).isEqualTo(RouteFrame.Kind.CLOSE);

            RouteFrame told = daemon.nextFrame();
            assertThat(told.route()).isEqualTo(RouteFrame.PLATFORM);
            assertThat(told.payloadText()).contains("agents.revoked", "[\"" + who.agent() + "\"]");
        }
    }
}
