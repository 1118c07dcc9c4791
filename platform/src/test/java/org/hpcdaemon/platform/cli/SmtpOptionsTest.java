package org.hpcdaemon.platform.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hpcdaemon.platform.mail.TlsFront;
import org.hpcdaemon.testkit.Certificates;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the platform's process comes by the mail server's password and trusts its certificate. */
@Tag("slow")
class SmtpOptionsTest {
    private static final String PASSWORD = "p:w 1";
    private static final Map<String, String> VARIABLE = Map.of("HPC_SMTP_PASSWORD", PASSWORD);

    @TempDir
    private Path folder;

    private final GreenMail mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void startMail() {
        mail.start();
        mail.setUser("hpc@example.org", "platform", PASSWORD);
    }

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
        mail.stop();
    }

    @Test
    void a_password_in_the_environment_or_in_a_private_file_signs_in() throws Exception {
        serves(start(VARIABLE, "--smtp", plain("platform@")));
        for (String mode : List.of("rw-------", "rw-r-----")) {
            serves(start(Map.of(), "--smtp", plain("platform@"), "--smtp-password-file", file(PASSWORD + "\n", mode)));
        }
    }

    @Test
    void a_password_that_is_missing_wrong_or_given_twice_is_told_in_one_line() throws Exception {
        refuses(start(Map.of(), "--smtp", plain("platform@")), 2, "--smtp-password-file", "$HPC_SMTP_PASSWORD");
        refuses(start(VARIABLE, "--smtp", plain("")), 2, "--smtp names no user");
        refuses(start(VARIABLE, "--smtp", plain("platform:x@")), 2, "given twice");
        String file = file(PASSWORD, "rw-------");
        refuses(start(VARIABLE, "--smtp", plain("platform@"), "--smtp-password-file", file), 2, "given twice", "unset");
        refuses(start(Map.of(), "--smtp-password-file", file), 2, "need --smtp");
        refuses(
                start(Map.of("HPC_SMTP_PASSWORD", "wrong"), "--smtp", plain("platform@")),
                3,
                "refuses the user or password");
    }

    @Test
    void a_password_file_that_all_may_read_or_that_holds_no_line_is_refused() throws Exception {
        for (String mode : List.of("rw-r--r--", "rw----r--")) {
            String file = file(PASSWORD, mode);
            refuses(withFile(file), 2, "every user of this host may read " + file, "chmod o= " + file);
        }
        for (String content : List.of("", "\n", "one\ntwo\n", "x".repeat(4097))) {
            refuses(withFile(file(content, "rw-------")), 2, "must hold the password in one line");
        }
        String none = folder.resolve("none").toString();
        refuses(withFile(none), 2, "--smtp-password-file: there is no " + none);
    }

    @Test
    void a_mail_server_with_a_certificate_of_a_companys_own_is_trusted_by_its_authority() throws Exception {
        Certificates certificates = Certificates.in(folder);
        Certificates.Identity localhost = certificates.forHost("localhost");
        for (TlsFront.Mode mode : TlsFront.Mode.values()) {
            try (TlsFront front =
                    new TlsFront(mode, localhost.context(), mail.getSmtp().getPort())) {
                String scheme = mode == TlsFront.Mode.IMPLICIT ? "smtps" : "smtp";
                String url = scheme + "://platform@localhost:" + front.port();
                String authority = certificates.authority().toString();
                serves(start(VARIABLE, "--smtp", url, "--smtp-ca-file", authority));
                String another =
                        certificates.selfSigned("other-" + scheme).certificate().toString();
                refuses(
                        start(VARIABLE, "--smtp", url, "--smtp-ca-file", another),
                        3,
                        "certificate that is not trusted",
                        "--smtp-ca-file");
                String none = folder.resolve("none.pem").toString();
                refuses(
                        start(VARIABLE, "--smtp", url, "--smtp-ca-file", none),
                        2,
                        "--smtp-ca-file: there is no " + none);
                refuses(
                        start(VARIABLE, "--smtp", url, "--smtp-ca-file", file("x", "rw-------")),
                        2,
                        "--smtp-ca-file",
                        "holds no certificate");
            }
        }
    }

    @Test
    void with_an_authority_even_this_machine_must_show_its_certificate() throws Exception {
        String authority = Certificates.in(folder).authority().toString();
        refuses(
                start(VARIABLE, "--smtp", plain("platform@"), "--smtp-ca-file", authority),
                3,
                "does not offer STARTTLS");
    }

    private Process withFile(String file) throws Exception {
        return start(Map.of(), "--smtp", plain("platform@"), "--smtp-password-file", file);
    }

    private String plain(String user) {
        return "smtp://" + user + "127.0.0.1:" + mail.getSmtp().getPort();
    }

    private String file(String content, String mode) throws Exception {
        Path file = Files.writeString(folder.resolve("password"), content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        return file.toString();
    }

    private Process start(Map<String, String> environment, String... options) throws Exception {
        List<String> args = new ArrayList<>(
                List.of("start", "--home", folder.resolve("home").toString()));
        args.addAll(List.of("--listen", "127.0.0.1:0", "--allow", "@example.org", "--mail-from", "hpc@example.org"));
        args.addAll(List.of(options));
        Process process = PlatformProcess.start(environment, args.toArray(String[]::new));
        started.add(process);
        return process;
    }

    private static void serves(Process platform) throws Exception {
        assertThat(PlatformProcess.line(platform)).startsWith("platform ready at ");
        platform.toHandle().destroy(); // Process.destroy closes stderr too.
        assertThat(PlatformProcess.error(platform)).doesNotContain("WARNING");
    }

    private static void refuses(Process platform, int exitCode, String... why) throws Exception {
        assertThat(PlatformProcess.error(platform))
                .contains(why)
                .hasLineCount(1)
                .doesNotContain(PASSWORD);
        assertThat(platform.exitValue()).isEqualTo(exitCode);
    }
}
