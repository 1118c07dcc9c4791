package org.hpcdaemon.platform.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.hpcdaemon.testkit.Certificates;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which certificates {@code start} serves, and which it refuses. */
@Tag("slow")
class ServedTlsTest extends StartRig {
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
}
