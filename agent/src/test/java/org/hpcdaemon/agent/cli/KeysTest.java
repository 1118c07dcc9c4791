package org.hpcdaemon.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.hpcdaemon.agent.Settings;
import org.hpcdaemon.agent.cli.shared.Context;
import org.hpcdaemon.platform.account.AccountService;
import org.hpcdaemon.platform.account.SignInPolicy;
import org.hpcdaemon.platform.app.Backend;
import org.hpcdaemon.platform.app.PlatformConfig;
import org.hpcdaemon.platform.app.PlatformServer;
import org.hpcdaemon.platform.mail.CodeMail;
import org.hpcdaemon.platform.mail.Postbox;
import org.hpcdaemon.protocol.error.ExitCodes;
import org.hpcdaemon.testkit.TestClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code hpc keys} against a real platform, by a user who reads the mail. */
class KeysTest {
    @TempDir
    private Path folder;

    private final TestClock clock = TestClock.at("2026-01-01T00:00:00Z");
    private final BlockingQueue<CodeMail> mails = new LinkedBlockingQueue<>();
    private final Map<String, String> environment = new HashMap<>();

    /** What is typed before codes just as they were mailed. */
    private final Deque<Supplier<String>> typed = new ArrayDeque<>();

    private final Postbox postbox = new Postbox(mail -> mails.add((CodeMail) mail));

    @SuppressWarnings("NullAway.Init")
    private PlatformServer platform;

    @BeforeEach
    void logIn() throws Exception {
        platform = PlatformServer.start(
                new PlatformConfig(
                        folder.resolve("platform"),
                        "127.0.0.1",
                        0,
                        null,
                        null,
                        false,
                        PlatformConfig.DEFAULT_REQUEST_TIMEOUT),
                database -> {
                    AccountService accounts =
                            new AccountService(database, postbox, new SignInPolicy.Open(), clock, new SecureRandom());
                    return new Backend(accounts, accounts, accounts::isAgentOf);
                },
                clock);
        environment.put("HPC_HOME", folder.resolve("hpc").toString());
        World.Called login =
                hpc("login", "--url", platform.uri().toString(), "--email", "ada@example.org", "--name", "laptop");
        assertThat(login.code()).as(login.err()).isZero();
    }

    @AfterEach
    void stop() {
        platform.close();
        postbox.close();
    }

    @Test
    void keys_are_made_listed_and_revoked_with_one_code_for_an_hour() throws Exception {
        World.Called made = hpc("keys", "create", "--daemon", "login1");
        assertThat(made.err()).contains("A code was sent to ada@example.org");
        assertThat(made.out().strip()).matches("hpc_daemon_[0-9A-Za-z]{38}");
        assertThat(hpc("keys", "create", "--agent", "worker").out().strip()).matches("hpc_agent_[0-9A-Za-z]{38}");

        World.Called list = hpc("keys", "list");
        assertThat(list.err()).isEmpty();
        assertThat(list.out())
                .startsWith("KEY ")
                .contains("agent   laptop", "daemon  login1", "agent   worker", "never used")
                .doesNotContain("hpc_");
        String id = list.out()
                .lines()
                .filter(line -> line.contains("worker"))
                .findFirst()
                .orElseThrow()
                .split(" ", 2)[0];
        assertThat(hpc("keys", "revoke", id).err()).isEqualTo("revoked " + id + System.lineSeparator());
        assertThat(hpc("keys", "list", "--json").out())
                .contains("\"name\" : \"login1\"", "\"createdAt\"")
                .doesNotContain("worker");

        clock.advance(Duration.ofHours(1));
        assertThat(hpc("keys", "list").err()).contains("A code was sent to ada@example.org");
    }

    @Test
    void what_is_kept_is_for_the_owner_alone_and_lasts_no_longer_than_an_hour() throws Exception {
        hpc("keys", "list");
        Path kept = folder.resolve("hpc").resolve("personal.json");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(kept)).contains("hpc_access_").doesNotContain("hpc_refresh_");
        assertThat(Files.readString(folder.resolve("hpc").resolve("credentials.json")))
                .contains("hpc_agent_")
                .doesNotContain("hpc_access_");
    }

    @Test
    void an_access_token_in_the_environment_needs_no_code() throws Exception {
        hpc("keys", "list");
        String kept = Files.readString(folder.resolve("hpc").resolve("personal.json"));
        environment.put("HPC_API_KEY", kept.replaceFirst("(?s).*(hpc_access_[0-9A-Za-z]+).*", "$1"));
        environment.put("HPC_URL", platform.uri().toString());
        environment.put("HPC_HOME", folder.resolve("elsewhere").toString());
        World.Called list = hpc("keys", "list");
        assertThat(list.code()).isZero();
        assertThat(list.err()).isEmpty();
        assertThat(list.out()).contains("laptop");
    }

    @Test
    void without_a_key_it_asks_whose_code_to_send() {
        environment.put("HPC_URL", platform.uri().toString());
        environment.put("HPC_HOME", folder.resolve("elsewhere").toString());
        World.Called list = hpc("keys", "list");
        assertThat(list.code()).isEqualTo(ExitCodes.USAGE);
        assertThat(list.err()).hasLineCount(1).contains("--email");
        assertThat(hpc("keys", "list", "--email", "ada@example.org").out()).contains("laptop");
    }

    @Test
    void what_is_wrong_is_told_in_one_line() {
        assertThat(hpc("keys", "list").code()).isZero();
        World.Called unknown = hpc("keys", "revoke", "k_0123456789abcdef01234567");
        assertThat(unknown.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(unknown.err()).hasLineCount(1).contains("no such key");
        World.Called path = hpc("keys", "revoke", "../../hpc/daemons/box");
        assertThat(path.code()).isEqualTo(ExitCodes.USAGE);
        assertThat(path.err()).hasLineCount(1).contains("k_");
        for (List<String> wrong : List.of(
                List.of("keys"),
                List.of("keys", "create"),
                List.of("keys", "create", "--agent", "a", "--daemon", "b"),
                List.of("keys", "create", "--daemon", "NO ID"),
                List.of("keys", "revoke"))) {
            World.Called called = hpc(wrong.toArray(String[]::new));
            assertThat(called.code()).as(wrong.toString()).isEqualTo(ExitCodes.USAGE);
            assertThat(called.err()).hasLineCount(1);
        }
    }

    @Test
    void a_key_that_is_not_valid_any_more_leads_to_the_sign_in() {
        environment.put("HPC_URL", platform.uri().toString());
        environment.put("HPC_API_KEY", "hpc_agent_0000");
        World.Called list = hpc("daemons");
        assertThat(list.code()).isEqualTo(ExitCodes.NOT_ALLOWED);
        assertThat(list.err()).hasLineCount(1).contains("hpc login --url URL --email YOU");
    }

    @Test
    void a_script_sends_no_mail_that_it_cannot_answer() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream to = new PrintStream(err, true, StandardCharsets.UTF_8);

        int code = Main.commandLine(new Context(new Settings(environment), System.in, to, to))
                .execute("keys", "list");

        assertThat(code).isEqualTo(ExitCodes.USAGE);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .hasLineCount(1)
                .contains("ada@example.org", "terminal", "--email");
        assertThat(mails).isEmpty();
    }

    @Test
    void a_wrong_code_is_asked_for_again_and_another_one_sent_on_request() throws Exception {
        typed.add(() -> "000000");
        typed.add(() -> "resend");
        typed.add(() -> {
            take();
            return take().code();
        });

        World.Called login = hpc("login", "--url", platform.uri().toString(), "--email", "ada@example.org");

        assertThat(login.code()).as(login.err()).isZero();
        assertThat(login.err()).contains("wrong code: 4 tries left", "Another code was sent", "signed in");
    }

    @Test
    void who_one_is_can_be_asked_and_forgotten() {
        assertThat(hpc("whoami").out())
                .startsWith("ada@example.org, agent laptop\n")
                .contains(
                        "platform: " + platform.uri(),
                        "key from: " + folder.resolve("hpc").resolve("credentials.json"));
        assertThat(hpc("doctor").out())
                .contains("ok    key       agent laptop of ada@example.org", "warn  daemons", "hpc-daemon setup");

        assertThat(hpc("logout").err()).contains("deleted", "credentials.json");
        assertThat(hpc("whoami").code()).isEqualTo(ExitCodes.NOT_ALLOWED);
        assertThat(hpc("logout").err()).isEqualTo("nothing is stored here\n");
        World.Called doctor = hpc("doctor");
        assertThat(doctor.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(doctor.out()).hasLineCount(1).startsWith("fail  url").contains("hpc login");
    }

    private World.Called hpc(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Context context = new Context(
                new Settings(environment),
                new MailedCode(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        int code = Main.commandLine(context).execute(args);
        return new World.Called(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** A person at the keyboard, who types the code once it is there. */
    private final class MailedCode extends InputStream {
        private byte[] typed = {};
        private int next;

        @Override
        public int read() {
            if (next == typed.length) {
                Supplier<String> line = KeysTest.this.typed.poll();
                String answer = line == null ? KeysTest.this.take().code() : line.get();
                typed = (answer + "\n").getBytes(StandardCharsets.US_ASCII);
                next = 0;
            }
            return typed[next++];
        }

        /** One line at a time, as from a terminal. */
        @Override
        public int read(byte[] into, int offset, int length) {
            into[offset] = (byte) read();
            int count = 1;
            while (count < length && next < typed.length) {
                into[offset + count++] = typed[next++];
            }
            return count;
        }
    }

    private CodeMail take() {
        try {
            return mails.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
