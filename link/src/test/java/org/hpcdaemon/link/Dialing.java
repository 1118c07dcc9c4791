package org.hpcdaemon.link;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;

/** One attempt to open a socket. */
final class Dialing {
    /** It is open. */
    static final Ended OPENED = new Ended.Closed(WebSocket.NORMAL_CLOSURE, "opened");

    private Dialing() {}

    static Ended once(Network network, URI uri, String key) throws InterruptedException {
        try (HttpClient http = network.client().build()) {
            try {
                return new Dialer(http, network, uri, () -> key).probe().orElse(OPENED);
            } finally {
                http.shutdownNow();
            }
        }
    }
}
