package org.hpcdaemon.platform.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import org.hpcdaemon.protocol.error.HpcException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PublicAddressesTest {
    /** The first and the last of each range, and what lies in it that clouds and machines have there. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.255.255.255",
                "10.0.0.0",
                "10.255.255.255",
                "100.64.0.0",
                "100.127.255.255",
                "127.0.0.1",
                "127.255.255.255",
                "169.254.0.0",
                "169.254.169.254",
                "169.254.255.255",
                "172.16.0.0",
                "172.31.255.255",
                "192.0.0.0",
                "192.0.0.255",
                "192.0.2.1",
                "192.88.99.1",
                "192.168.0.0",
                "192.168.255.255",
                "198.18.0.0",
                "198.19.255.255",
                "198.51.100.7",
                "203.0.113.7",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "::127.0.0.1",
                "64:ff9b::7f00:1",
                "64:ff9b:1::1",
                "100::1",
                "2001::1",
                "2001:1ff:ffff::1",
                "2001:db8::1",
                "2002:7f00:1::1",
                "3fff::1",
                "5f00::1",
                "fc00::1",
                "fd00:ec2::254",
                "fdff::1",
                "fe80::1",
                "fec0::1",
                "ff02::1"
            })
    void whatIsNotReachedFromTheWholeInternetIsRefused(String address) {
        assertThat(PublicAddresses.contain(InetAddress.ofLiteral(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.1",
                "169.253.255.255",
                "169.255.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.0.1.0",
                "192.167.255.255",
                "192.169.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
                "2001:200::1",
                "2606:4700::1111",
                "2a00:1450::1",
                "3ffe::1"
            })
    void whatIsReachedFromThereIsNot(String address) {
        assertThat(PublicAddresses.contain(InetAddress.ofLiteral(address))).isTrue();
    }

    @Test
    void oneAddressOfANameThatIsNotPublicRefusesItAndItIsAskedForEachTime() throws Exception {
        URI url = Destinations.PUBLIC.url("https://hooks.example.org/x");
        InetAddress good = InetAddress.ofLiteral("1.1.1.1");
        InetAddress bad = InetAddress.ofLiteral("127.0.0.1");
        assertThat(Destinations.PUBLIC.address(url, _ -> new InetAddress[] {good}))
                .isEqualTo(good);
        assertThatThrownBy(() -> Destinations.PUBLIC.address(url, _ -> new InetAddress[] {good, bad}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not public");
        assertThat(Destinations.ANYWHERE.address(url, _ -> new InetAddress[] {bad}))
                .isEqualTo(bad);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://example.org/",
                "ftp://example.org/",
                "https:///x",
                "https://user@example.org/",
                "https://example.org/#x",
                "https://example.org:22/",
                "example.org",
                "https://ex ample.org/",
                ""
            })
    void anotherUrlIsRefusedByName(String url) {
        assertThatThrownBy(() -> Destinations.PUBLIC.url(url))
                .isInstanceOf(HpcException.class)
                .hasMessageContaining("field \"url\"");
        assertThatThrownBy(() -> Destinations.NOWHERE.url(url)).hasMessageContaining("--webhooks public");
    }

    @Test
    void aWebServersUrlIsTaken() {
        for (String url : new String[] {"https://example.org", "https://example.org:8443/a?b=c"}) {
            assertThat(Destinations.PUBLIC.url(url)).isEqualTo(URI.create(url));
        }
    }
}
