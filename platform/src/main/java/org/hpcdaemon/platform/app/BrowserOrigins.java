package org.hpcdaemon.platform.app;

import java.net.URI;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hpcdaemon.mcp.http.Origins;

/** From where browsers may use MCP: from pages of the platform's own address. */
final class BrowserOrigins {
    private BrowserOrigins() {}

    /** @param port that is listened on */
    static Origins of(PlatformConfig config, int port) {
        URI url = config.publicUrl();
        Set<String> own = url == null ? Set.of() : Set.of(url.getScheme() + "://" + url.getAuthority());
        // A page cannot make its own name lead to a certificate that is ours, or through a proxy that serves other
        // names.
        if (config.tls() != null || config.behindProxy()) {
            return new Origins(own, Set.of());
        }
        Origins local = Origins.loopback(port);
        Set<String> hosts = url == null ? local.hosts() : both(local.hosts(), Set.of(url.getHost()));
        return new Origins(both(local.origins(), own), hosts);
    }

    private static Set<String> both(Set<String> one, Set<String> other) {
        return Stream.concat(one.stream(), other.stream()).collect(Collectors.toSet());
    }
}
