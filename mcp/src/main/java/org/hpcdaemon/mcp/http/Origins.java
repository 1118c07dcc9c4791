package org.hpcdaemon.mcp.http;

import java.util.Set;

/**
 * From where a browser may come. A page of another site could otherwise use the endpoint in its visitor's name, or reach
 * one on loopback by a name that it makes point there (DNS rebinding). Programs send no {@code Origin}.
 *
 * @param origins as {@code https://example.org}
 * @param hosts what {@code Host} may say, whatever the port, which a tunnel may change; empty for anything, where a proxy or TLS sees to
 *     that
 */
public record Origins(Set<String> origins, Set<String> hosts) {
    public Origins {
        origins = Set.copyOf(origins);
        hosts = Set.copyOf(hosts);
    }

    /** For a server on loopback. */
    public static Origins loopback(int port) {
        Set<String> hosts = Set.of("127.0.0.1", "localhost", "[::1]");
        return new Origins(
                Set.of("http://127.0.0.1:" + port, "http://localhost:" + port, "http://[::1]:" + port), hosts);
    }

    boolean allow(HttpHead head) {
        return head.header("Origin").map(origins::contains).orElse(true)
                && (hosts.isEmpty()
                        || head.header("Host")
                                .map(host -> hosts.contains(host.replaceFirst(":\\d*$", "")))
                                .orElse(false));
    }
}
