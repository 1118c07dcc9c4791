package org.hpcdaemon.platform.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hpcdaemon.platform.account.AccountPlatform;
import org.hpcdaemon.platform.account.SignInPolicy;
import org.hpcdaemon.platform.app.SampleEvent;
import org.hpcdaemon.platform.app.TestSocket;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.protocol.http.account.KeyKind;
import org.hpcdaemon.protocol.message.PlatformRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the platform's host does beside a running platform, without a code. */
class HostVerbsTest {

    private record Called(int code, String out, String err) {}

    @TempDir
    private Path home;

    @Test
    void a_revoked_key_ends_its_connection_within_five_seconds_and_no_other() throws Exception {
        try (AccountPlatform platform = new AccountPlatform(home, new SignInPolicy.Open())) {
            AccountPlatform.Tokens ann = platform.signIn("ann@example.org");
            AccountPlatform.Key box = platform.key(ann, KeyKind.DAEMON, "box");
            AccountPlatform.Key worker = platform.key(ann, KeyKind.AGENT, "worker");
            AccountPlatform.Key other = platform.key(ann, KeyKind.AGENT, "other");
            TestSocket daemon = platform.daemon(box);
            TestSocket agent = platform.agent("box", worker.key());
            TestSocket otherAgent = platform.agent("box", other.key());
            TestSocket person = platform.agent("box", ann.access());

            Called list = call("keys", "list", "--home", home.toString(), "--json");
            assertThat(list.out())
                    .contains(box.id(), worker.id(), other.id(), "ann@example.org")
                    .doesNotContain(box.key(), worker.key());
            assertEnds(agent, "keys", "revoke", worker.id(), "--home", home.toString());
            assertThat(platform.get("/hpc/whoami", worker.key()).status()).isEqualTo(401);
            assertThat(List.of(daemon, otherAgent, person)).noneMatch(TestSocket::isClosed);

            assertEnds(daemon, "keys", "revoke", box.id(), "--home", home.toString());
            assertThat(platform.get("/hpc/whoami", other.key()).status()).isEqualTo(200);
        }
    }

    @Test
    void a_user_revokes_a_key_and_its_connection_ends() throws Exception {
        try (AccountPlatform platform = new AccountPlatform(home, new SignInPolicy.Open())) {
            AccountPlatform.Tokens ann = platform.signIn("ann@example.org");
            AccountPlatform.Key box = platform.key(ann, KeyKind.DAEMON, "box");
            AccountPlatform.Key worker = platform.key(ann, KeyKind.AGENT, "worker");
            TestSocket daemon = platform.daemon(box);
            TestSocket agent = platform.agent("box", worker.key());
            assertThat(platform.delete("/auth/api-keys/" + worker.id(), ann.access())
                            .status())
                    .isEqualTo(204);
            assertThat(agent.closeCode()).isEqualTo(4001);
            assertThat(platform.delete("/auth/api-keys/" + box.id(), ann.access())
                            .status())
                    .isEqualTo(204);
            assertThat(daemon.closeCode()).isEqualTo(4001);
        }
    }

    @Test
    void a_sign_in_that_ends_by_a_reused_refresh_token_ends_the_users_connections() throws Exception {
        try (AccountPlatform platform = new AccountPlatform(home, new SignInPolicy.Open())) {
            AccountPlatform.Tokens ann = platform.signIn("ann@example.org");
            platform.daemon(platform.key(ann, KeyKind.DAEMON, "box"));
            TestSocket person = platform.agent("box", ann.access());
            platform.refresh(ann);
            assertThat(person.isClosed()).isFalse();
            platform.post("/auth/refresh", "{\"refresh_token\":\"" + ann.refresh() + "\"}");
            assertThat(person.closeCode()).isEqualTo(4001);
        }
    }

    @Test
    void a_removed_daemon_is_gone_and_its_namesake_of_another_user_is_not() throws Exception {
        try (AccountPlatform platform = new AccountPlatform(home, new SignInPolicy.Open())) {
            AccountPlatform.Tokens ann = platform.signIn("ann@example.org");
            AccountPlatform.Tokens bob = platform.signIn("bob@example.org");
            AccountPlatform.Key annsBox = platform.key(ann, KeyKind.DAEMON, "box");
            TestSocket anns = platform.daemon(annsBox);
            TestSocket bobs = platform.daemon(platform.key(bob, KeyKind.DAEMON, "box"));
            assertThat(call("daemons", "list", "--home", home.toString()).out())
                    .containsPattern("box +ann@example.org")
                    .containsPattern("box +bob@example.org");

            String[] remove = {"daemons", "remove", "--email", "ann@example.org", "box", "--home", home.toString()};
            assertEnds(anns, remove);
            assertThat(bobs.isClosed()).isFalse();
            assertThat(call("daemons", "list", "--home", home.toString(), "--json")
                            .out())
                    .contains("bob@example.org")
                    .doesNotContain("ann@example.org");
            assertThat(platform.get("/hpc/whoami", annsBox.key()).status()).isEqualTo(401);
            assertThat(call(remove)).satisfies(HostVerbsTest::failedInOneLine);
        }
    }

    @Test
    void a_removed_user_leaves_nothing_and_comes_back_as_a_new_one() throws Exception {
        try (AccountPlatform platform = new AccountPlatform(home, new SignInPolicy.Open())) {
            AccountPlatform.Tokens ann = platform.signIn("ann@example.org");
            AccountPlatform.Tokens bob = platform.signIn("bob@example.org");
            AccountPlatform.Key box = platform.key(ann, KeyKind.DAEMON, "box");
            AccountPlatform.Key worker = platform.key(ann, KeyKind.AGENT, "worker");
            TestSocket daemon = platform.daemon(box);
            daemon.ask(new PlatformRequest.PublishEvent(SampleEvent.of("e_11111111", "box", null, "")));
            String whoAnnWas = platform.get("/hpc/whoami", ann.access()).body();

            String[] remove = {"users", "remove", "Ann@example.org", "--home", home.toString()};
            assertEnds(daemon, remove);
            for (String secret : List.of(ann.access(), box.key(), worker.key())) {
                assertThat(platform.get("/hpc/whoami", secret).status()).isEqualTo(401);
            }
            assertThat(call("users", "list", "--home", home.toString()).out())
                    .contains("bob@example.org")
                    .doesNotContain("ann@example.org");
            assertThat(platform.get("/hpc/whoami", bob.access()).status()).isEqualTo(200);
            assertThat(call(remove)).satisfies(HostVerbsTest::failedInOneLine);

            AccountPlatform.Tokens again = platform.signIn("ann@example.org");
            assertThat(platform.get("/hpc/whoami", again.access()).body()).isNotEqualTo(whoAnnWas);
            for (String path : List.of("/hpc/daemons", "/hpc/events", "/auth/api-keys")) {
                assertThat(platform.get(path, again.access()).body()).contains("[]");
            }
        }
    }

    @Test
    void an_empty_list_is_reported_on_standard_error() throws Exception {
        try (AccountPlatform _ = new AccountPlatform(home, new SignInPolicy.Open())) {
            Called text = call("users", "list", "--home", home.toString());
            assertThat(text.code()).isZero();
            assertThat(text.out()).isEmpty();
            assertThat(text.err()).isEqualToIgnoringNewLines("no users yet; the first sign-in makes one");
            assertThat(call("users", "list", "--home", home.toString(), "--json")
                            .out()
                            .strip())
                    .matches("\\[ ?]");
        }
    }

    @Test
    void a_mistyped_home_is_told_and_not_filled() {
        Path typo = home.resolve("typo");
        for (String[] verb : new String[][] {
            {"users", "list"},
            {"users", "remove", "a@b.c"},
            {"keys", "list"},
            {"keys", "revoke", "k_1"},
            {"daemons", "list"},
            {"daemons", "remove", "--email", "a@b.c", "box"}
        }) {
            List<String> args = new ArrayList<>(List.of(verb));
            args.addAll(List.of("--home", typo.toString()));
            Called called = call(args.toArray(String[]::new));
            failedInOneLine(called);
            assertThat(called.err()).contains(typo.toString(), "--home");
        }
        assertThat(Files.exists(typo)).isFalse();
    }

    @Test
    void wrong_use_is_told_in_one_line() {
        for (String[] wrong : new String[][] {
            {"users"},
            {"users", "remove"},
            {"daemons"},
            {"daemons", "remove", "box"},
            {"keys"},
            {"daemons", "remove", "--email", "a@b.c", "NO ID"},
            {"keys", "revoke"}
        }) {
            Called called = call(wrong);
            assertThat(called.code()).isEqualTo(ExitCodes.USAGE);
            assertThat(called.err()).hasLineCount(1).contains("--help");
        }
        for (String verb : List.of("users", "daemons", "keys")) {
            assertThat(call(verb, "--help").out()).contains("Examples:", "hpc-platform " + verb);
        }
    }

    @Test
    void the_help_that_is_there_before_the_first_build_is_this_programs_own() {
        assertThat(Path.of("..", "libexec", "help", "hpc-platform"))
                .as("make it anew: bin/hpc-platform help-texts > libexec/help/hpc-platform")
                .hasContent(call("help-texts").out());
    }

    private static void failedInOneLine(Called called) {
        assertThat(called.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(called.err()).hasLineCount(1).startsWith("hpc-platform: ");
    }

    private static void assertEnds(TestSocket socket, String... verb) throws Exception {
        assertThat(call(verb)).isEqualTo(new Called(0, "", ""));
        assertThat(socket.closeCode()).isEqualTo(4001);
    }

    private static Called call(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Main.run(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                args);
        return new Called(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
