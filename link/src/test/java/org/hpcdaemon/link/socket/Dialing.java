package org.hpcdaemon.link.socket;

import java.net.URI;
import org.hpcdaemon.link.Ended;
import org.hpcdaemon.link.network.Network;
import org.hpcdaemon.protocol.message.route.CloseCode;

/** One attempt to open a socket. */
final class Dialing {
    /** It is open. */
    static final Ended OPENED = new Ended.Closed(CloseCode.NORMAL.number(), "opened");

    private Dialing() {}

    static Ended once(Network network, URI uri, String key) throws InterruptedException {
        return new Dialer(network, uri, () -> key).probe().orElse(OPENED);
    }
}
