package org.hpcdaemon.link;

import java.net.URI;
import org.hpcdaemon.protocol.message.CloseCode;

/** One attempt to open a socket. */
final class Dialing {
    /** It is open. */
    static final Ended OPENED = new Ended.Closed(CloseCode.NORMAL.number(), "opened");

    private Dialing() {}

    static Ended once(Network network, URI uri, String key) throws InterruptedException {
        return new Dialer(network, uri, () -> key).probe().orElse(OPENED);
    }
}
