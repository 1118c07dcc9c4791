package org.hpcdaemon.link.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.hpcdaemon.protocol.error.HpcException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which proxy is taken, and which variables and files are refused. */
final class NetworkTest {
    private static final URI PLATFORM = URI.create("https://hpc.example.org/hpc/health");

    private static Network network(String... variables) {
        Map<String, String> environment = variables.length == 2
                ? Map.of(variables[0], variables[1])
                : Map.of(variables[0], variables[1], variables[2], variables[3]);
        return Network.of(environment, null);
    }

    @ParameterizedTest
    @CsvSource({
        "http://proxy:3128, proxy:3128",
        "http://proxy:3128/, proxy:3128",
        "proxy:3128, proxy:3128",
        "http://proxy, proxy:80",
        "http://ada:secret@proxy:3128, proxy:3128",
        "'http://[::1]:3128', '[::1]:3128'"
    })
    void aProxyIsReadAsPeopleWriteIt(String value, String address) {
        assertThat(network("HTTPS_PROXY", value).proxyFor(PLATFORM))
                .map(HttpProxy::toString)
                .contains(address);
        assertThat(network("https_proxy", value).proxyFor(PLATFORM))
                .map(HttpProxy::toString)
                .contains(address);
    }

    @ParameterizedTest
    @CsvSource({
        "ada:secret, YWRhOnNlY3JldA==",
        "ada:p%40ss%2Bword, YWRhOnBAc3Mrd29yZA==",
        "ada:p@ss:w/rd, YWRhOnBAc3M6dy9yZA==",
        "ada:100%, YWRhOjEwMCU="
    })
    void aPasswordGoesToTheProxyAndIntoNoMessage(String credentials, String encoded) {
        Network network = network("HTTPS_PROXY", "http://" + credentials + "@proxy:3128");
        assertThat(network.headers(PLATFORM)).containsExactly(Map.entry("Proxy-Authorization", "Basic " + encoded));
        assertThat(network.proxyFor(PLATFORM)).map(HttpProxy::toString).contains("proxy:3128");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"socks5://secret@proxy:1", "https://u:secret@proxy:1", "http://u:secret@:1", "u:secret@p:99999"})
    void aProxyThatCannotBeUsedIsRefusedWithoutItsPassword(String value) {
        assertThatThrownBy(() -> network("HTTPS_PROXY", value))
                .isInstanceOf(HpcException.class)
                .hasMessageContaining("HTTPS_PROXY")
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @CsvSource({
        "*, hpc.example.org, true",
        "example.org, hpc.example.org, true",
        ".example.org, hpc.example.org, true",
        "*.example.org, hpc.example.org, true",
        "HPC.example.org, hpc.example.org, true",
        "ample.org, hpc.example.org, false",
        "'other.org, example.org', hpc.example.org, true",
        "hpc.example.org:443, hpc.example.org, true",
        "hpc.example.org:8443, hpc.example.org, false",
        "10.0.0.0/8, 10.1.2.3, true",
        "10.0.0.0/8, 11.1.2.3, false",
        "10.0.0.0/99, 10.1.2.3, false",
        "10.0.0.0/8, ten.example.org, false",
        "10.1.2.3, 10.1.2.3, true",
        "'fd00::/8', '[fd00::1]', true",
        "'fd00::1', '[fd00::1]', true",
        "'', hpc.example.org, false"
    })
    void exceptionsAreReachedDirectly(String list, String host, boolean direct) {
        Network network = network("HTTPS_PROXY", "http://u:p@proxy:1", "no_proxy", list);
        URI uri = URI.create("https://" + host + "/");
        assertThat(network.proxyFor(uri).isEmpty()).isEqualTo(direct);
        assertThat(network.headers(uri).isEmpty()).isEqualTo(direct);
    }

    @Test
    void smallLettersWinAndAnEmptyVariableIsNone() {
        assertThat(network("https_proxy", "small:1", "HTTPS_PROXY", "large:1").proxyFor(PLATFORM))
                .map(HttpProxy::host)
                .contains("small");
        assertThat(network("HTTPS_PROXY", " ").proxyFor(PLATFORM)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:1/", "http://127.0.0.1:1/", "https://[::1]:1/"})
    void thisMachineIsNeverReachedThroughAProxy(String uri) {
        assertThat(network("HTTPS_PROXY", "proxy:1", "HTTP_PROXY", "proxy:1").proxyFor(URI.create(uri)))
                .isEmpty();
    }

    @Test
    void aFileWithoutCertificatesIsNamed(@TempDir Path folder) throws IOException {
        Path wrong = Files.writeString(folder.resolve("ca.pem"), "-----BEGIN CERTIFICATE-----\nnonsense\n");
        Path empty = Files.createFile(folder.resolve("empty.pem"));
        for (Path file : new Path[] {wrong, empty, folder.resolve("missing.pem"), folder}) {
            assertThatThrownBy(() -> Network.of(Map.of(), file))
                    .isInstanceOf(HpcException.class)
                    .hasMessageContaining(file.toString());
        }
    }
}
