package org.hpcdaemon.daemon.setup;

import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.link.Target;
import org.hpcdaemon.protocol.error.HpcException;

/** The platform that a daemon is set up for. */
public record Platform(Target target) {

    /** The platform at that URL. Throws {@link HpcException} if it cannot be one. */
    public static Platform at(String url) {
        return new Platform(Target.of(url));
    }

    HpcClient anonymous() {
        return HpcClient.anonymous(target);
    }

    HpcClient with(String secret) {
        return HpcClient.open(target, secret);
    }
}
