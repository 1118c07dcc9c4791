package org.hpcdaemon.platform.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hpcdaemon.platform.account.Caller;
import org.hpcdaemon.testkit.Certificates;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command in a process of its own. */
@Tag("slow")
class StartTest {
    @TempDir
    Path home;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void start_serves_keeps_its_home_private_refuses_a_second_and_ends_well_on_term() throws Exception {
        Process platform = platform("start", "--home", home.toString(), "--listen", "127.0.0.1:0");
        String ready = line(platform);
        assertThat(ready).startsWith("platform ready at http://127.0.0.1:");
        URI health = URI.create(ready.substring("platform ready at ".length()) + "/hpc/health");
        try (HttpClient http = HttpClient.newHttpClient()) {
            assertThat(http.send(HttpRequest.newBuilder(health).build(), BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
        }
        assertThat(permissions(home)).isEqualTo("rwx------");
        assertThat(permissions(home.resolve("platform.db"))).isEqualTo("rw-------");

        Process second = platform("start", "--home", home.toString(), "--listen", "127.0.0.1:0");
        assertThat(error(second)).contains("runs on " + home).hasLineCount(1);
        assertThat(second.exitValue()).isEqualTo(1);

        platform.toHandle().destroy(); // Process.destroy closes stderr too.
        assertThat(error(platform)).contains("stopping: SIGTERM", "stopped").hasLineCount(2);
        assertThat(platform.exitValue()).isZero();
    }

    @Test
    void a_hang_up_takes_the_new_certificate_follows_a_moved_audit_log_and_ends_nothing() throws Exception {
        Certificates certificates = Certificates.in(home);
        Certificates.Identity first = certificates.forHost("localhost");
        Certificates.Identity renewed = certificates.selfSigned("localhost");
        Path certificate = Files.copy(first.certificate(), home.resolve("served.pem"));
        Path key = Files.copy(first.key(), home.resolve("served.key"));
        Path state = home.resolve("home");
        Process platform = platform(
                "start",
                "--home",
                state.toString(),
                "--listen",
                "localhost:0",
                "--tls-cert",
                certificate.toString(),
                "--tls-key",
                key.toString());
        URI uri = URI.create(line(platform).substring("platform ready at ".length()));
        BufferedReader log = platform.errorReader(StandardCharsets.UTF_8);
        assertThat(unauthorized(uri, first.certificate())).isTrue();

        Files.move(state.resolve("audit.log"), state.resolve("audit.log.moved"));
        Files.copy(renewed.key(), key, StandardCopyOption.REPLACE_EXISTING);
        hangUp(platform);
        assertThat(log.readLine())
                .contains("the certificate stays as it was", "is not the one of the first certificate in");
        assertThat(unauthorized(uri, first.certificate())).isTrue();
        assertThat(state.resolve("audit.log")).isNotEmptyFile();

        Files.copy(renewed.certificate(), certificate, StandardCopyOption.REPLACE_EXISTING);
        hangUp(platform);
        assertThat(log.readLine()).contains("read the certificate again");
        assertThat(unauthorized(uri, renewed.certificate())).isTrue();
        assertThat(platform.isAlive()).isTrue();
    }

    @Test
    void a_key_of_another_certificate_is_refused_whatever_its_kind() throws Exception {
        Certificates certificates = Certificates.in(home);
        Path certificate = certificates.forHost("localhost").certificate();
        for (String kind : List.of("EC -pkeyopt ec_paramgen_curve:P-256", "RSA", "ED25519")) {
            Path key = home.resolve("other.key");
            openssl("genpkey -algorithm " + kind + " -out " + key);
            Process platform = platform(
                    "start",
                    "--home",
                    home.resolve("home").toString(),
                    "--listen",
                    "localhost:0",
                    "--tls-cert",
                    certificate.toString(),
                    "--tls-key",
                    key.toString());
            assertThat(error(platform))
                    .contains("the key in " + key + " is not the one of the first certificate in " + certificate)
                    .hasLineCount(1);
            assertThat(platform.exitValue()).isEqualTo(2);
        }
    }

    @Test
    void a_pair_of_each_kind_is_served() throws Exception {
        for (String kind : List.of("ec -pkeyopt ec_paramgen_curve:P-256", "rsa:2048", "ed25519")) {
            Path key = home.resolve("key.pem");
            Path certificate = home.resolve("cert.pem");
            openssl("req -x509 -newkey " + kind + " -nodes -days 2 -subj /CN=localhost"
                    + " -addext subjectAltName=DNS:localhost -keyout " + key + " -out " + certificate);
            Process platform = platform(
                    "start",
                    "--home",
                    home.resolve("home").toString(),
                    "--listen",
                    "localhost:0",
                    "--tls-cert",
                    certificate.toString(),
                    "--tls-key",
                    key.toString());
            URI uri = URI.create(line(platform).substring("platform ready at ".length()));
            assertThat(unauthorized(uri, certificate)).isTrue();
            platform.destroyForcibly().waitFor();
        }
    }

    @Test
    void an_address_that_others_reach_needs_tls_or_a_proxy() throws Exception {
        Process platform = platform("start", "--home", home.toString(), "--listen", "0.0.0.0:0");
        assertThat(error(platform)).contains("--tls-cert").hasLineCount(1);
        assertThat(platform.exitValue()).isEqualTo(2);
    }

    @Test
    void metrics_are_served_at_an_address_of_their_own_which_only_this_machine_reaches() throws Exception {
        String[] start = {"start", "--home", home.toString(), "--listen", "127.0.0.1:0", "--metrics-listen"};
        for (String reachable : List.of("0.0.0.0:0", "[::]:0", "192.0.2.1:9464")) {
            Process refused = platform(with(start, reachable));
            assertThat(error(refused))
                    .contains("--metrics-listen " + reachable + " can be reached by others", "127.0.0.1:9464")
                    .hasLineCount(1);
            assertThat(refused.exitValue()).isEqualTo(2);
        }

        Process platform = platform(with(start, "127.0.0.1:0"));
        String said = platform.errorReader(StandardCharsets.UTF_8).readLine();
        assertThat(said).contains("metrics at http://127.0.0.1:");
        URI metrics = URI.create(said.substring(said.indexOf("http://")));
        assertThat(URI.create(line(platform).substring("platform ready at ".length()))
                        .getPort())
                .isNotEqualTo(metrics.getPort());
        try (HttpClient http = HttpClient.newHttpClient()) {
            assertThat(http.send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString())
                            .body())
                    .contains("hpc_platform_daemons_online 0", "hpc_platform_mails_waiting 0");
        }
        platform.toHandle().destroy();
        assertThat(platform.waitFor()).isZero();
    }

    @Test
    void it_is_said_at_the_start_that_nobody_may_sign_in() throws Exception {
        Process platform = platform("start", "--home", home.toString(), "--listen", "127.0.0.1:0", "--behind-proxy");
        assertThat(platform.errorReader(StandardCharsets.UTF_8).readLine())
                .contains("nobody may sign in: add --allow @DOMAIN", "--open-registration", "keys create");
        assertThat(line(platform)).startsWith("platform ready at ");
    }

    @Test
    void a_home_whose_database_is_lost_is_not_begun_anew() throws Exception {
        for (String trace : List.of("audit.log", "platform.db-wal", "mail")) {
            Path served = Files.createDirectory(home.resolve("served-" + trace));
            Path left = served.resolve(trace);
            Files.writeString(trace.equals("mail") ? Files.createDirectory(left).resolve("1.eml") : left, "{}\n");
            Process platform = platform("start", "--home", served.toString(), "--listen", "127.0.0.1:0");
            assertThat(error(platform))
                    .contains(served.resolve("platform.db") + " is missing or empty", trace + " beside it", "--home")
                    .hasLineCount(1);
            assertThat(platform.exitValue()).isEqualTo(1);
            assertThat(served.resolve("platform.db")).doesNotExist();
        }
    }

    @Test
    void a_port_in_use_is_named_with_what_to_do() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + other.getLocalPort();
            Process platform = platform("start", "--home", home.toString(), "--listen", address);
            assertThat(error(platform))
                    .contains("cannot listen on " + address + ": ", "--listen")
                    .hasLineCount(1);
            assertThat(platform.exitValue()).isEqualTo(1);
        }
    }

    @Test
    void what_clients_cannot_use_as_a_url_is_refused() throws Exception {
        for (String url : List.of("hpc.example.org", "ftp://hpc.example.org", "https:///x", "https://x/?y")) {
            Process platform =
                    platform("start", "--home", home.toString(), "--listen", "127.0.0.1:0", "--public-url", url);
            assertThat(error(platform)).contains("--public-url " + url).hasLineCount(1);
            assertThat(platform.exitValue()).isEqualTo(2);
        }
    }

    @Test
    void a_file_that_is_not_there_and_a_home_that_is_no_folder_are_said_in_words() throws Exception {
        String none = home.resolve("none.pem").toString();
        Process tls = platform(
                "start", "--home", home.toString(), "--listen", "127.0.0.1:0", "--tls-cert", none, "--tls-key", none);
        assertThat(error(tls))
                .contains("--tls-cert or --tls-key: there is no " + none)
                .hasLineCount(1);
        assertThat(tls.exitValue()).isEqualTo(2);

        Path file = Files.createFile(home.resolve("file"));
        Process inTheWay = platform("start", "--home", file.toString(), "--listen", "127.0.0.1:0");
        assertThat(error(inTheWay))
                .contains(file + " exists and is not a folder", "--home")
                .hasLineCount(1);
        assertThat(inTheWay.exitValue()).isEqualTo(1);
    }

    @Test
    void tls_is_served_from_pem_files() throws Exception {
        Path key = home.resolve("key.pem");
        Path certificate = home.resolve("cert.pem");
        openssl("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost"
                + " -addext subjectAltName=DNS:localhost -keyout " + key + " -out " + certificate);
        Process platform = platform(
                "start",
                "--home",
                home.resolve("home").toString(),
                "--listen",
                "localhost:0",
                "--tls-cert",
                certificate.toString(),
                "--tls-key",
                key.toString());
        String ready = line(platform);
        assertThat(ready).startsWith("platform ready at https://localhost:");
        URI health = URI.create(ready.substring("platform ready at ".length()) + "/hpc/health");
        try (HttpClient http =
                HttpClient.newBuilder().sslContext(Trust.only(certificate)).build()) {
            assertThat(http.send(HttpRequest.newBuilder(health).build(), BodyHandlers.ofString())
                            .headers()
                            .firstValue("Strict-Transport-Security"))
                    .isPresent();
        }
    }

    @Test
    void the_first_who_signs_in_on_loopback_gets_codes_and_nobody_else() throws Exception {
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
    void whoever_is_allowed_signs_in_by_a_real_mail() throws Exception {
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

    @Test
    void wrong_usage_is_told_in_one_line() {
        assertThat(run("start", "--listen", "nonsense")).isEqualTo(2);
        assertThat(run("start", "--no-such-option")).isEqualTo(2);
        assertThat(run("start", "--tls-cert", "x")).isEqualTo(2);
        assertThat(run()).isEqualTo(2);
        assertThat(run("start", "--help")).isZero();
    }

    /** Whether it answers who has no key, over TLS with that certificate; which is a line of its audit log. */
    private static boolean unauthorized(URI uri, Path certificate) throws Exception {
        try (HttpClient http =
                HttpClient.newBuilder().sslContext(Trust.only(certificate)).build()) {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(uri + "/hpc/daemons")).build();
            return http.send(request, BodyHandlers.ofString()).statusCode() == 401;
        }
    }

    private static void hangUp(Process process) throws Exception {
        assertThat(new ProcessBuilder("kill", "-HUP", Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    private static void openssl(String arguments) throws Exception {
        Process openssl = new ProcessBuilder(("openssl " + arguments).split(" "))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(openssl.waitFor()).isZero();
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

    private static String[] with(String[] args, String last) {
        return Stream.concat(Stream.of(args), Stream.of(last)).toArray(String[]::new);
    }

    private Process platform(String... args) throws IOException {
        Process process = PlatformProcess.start(Map.of(), args);
        started.add(process);
        return process;
    }

    private static String line(Process process) throws IOException {
        return PlatformProcess.line(process);
    }

    private static String error(Process process) throws Exception {
        return PlatformProcess.error(process);
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static int run(String... args) {
        return Main.run(System.out, System.err, args);
    }
}
