package org.hpcdaemon.daemon.setup.platform;

import java.nio.file.Path;
import java.util.Map;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.link.network.Network;
import org.hpcdaemon.link.network.Target;
import org.hpcdaemon.protocol.error.HpcException;
import org.jspecify.annotations.Nullable;

/**
 * The platform that a daemon is set up for, and the way there.
 *
 * @param caFile see {@link org.hpcdaemon.daemon.config.Profile}
 */
public record Platform(Target target, @Nullable String caFile, Network network) {

    /** The platform at that URL. Throws {@link HpcException} if it cannot be one. */
    public static Platform at(String url, @Nullable String caFile, Map<String, String> environment) {
        return at(Target.of(url), caFile, environment);
    }

    /** The same at a URL that can be one. Throws {@link HpcException} if the certificates or the proxies cannot be used. */
    public static Platform at(Target target, @Nullable String caFile, Map<String, String> environment) {
        return new Platform(target, caFile, Network.of(environment, caFile == null ? null : Path.of(caFile)));
    }

    /** Throws {@link HpcException} if nothing answers there, or something else; no key is shown to it. */
    public void check() {
        try (HpcClient anonymous = anonymous()) {
            var _ = anonymous.health();
        }
    }

    HpcClient anonymous() {
        return HpcClient.anonymous(network, target);
    }

    public HpcClient with(String secret) {
        return HpcClient.open(network, target, secret);
    }
}
