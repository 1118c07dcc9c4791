package org.hpcdaemon.link;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.error.ErrorCode;

/**
 * Where a link connects to and with what. Follows no redirect: the key goes to the named host or nowhere.
 *
 * @param bearer asked at each attempt, so that a refreshed token is used
 */
public record Dialer(HttpClient http, URI uri, Supplier<String> bearer) {
    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    /** Opens a socket. Throws {@link Failed} with what is known of the reason. */
    WebSocket dial(WebSocket.Listener listener) throws Failed, InterruptedException {
        try {
            return http.newWebSocketBuilder()
                    .header("Authorization", "Bearer " + bearer.get())
                    .subprotocols(Limits.SUBPROTOCOL)
                    .connectTimeout(CONNECT_TIMEOUT)
                    .buildAsync(uri, listener)
                    .get();
        } catch (ExecutionException e) {
            throw new Failed(
                    Causes.root(e) instanceof WebSocketHandshakeException handshake
                            ? refusal(handshake.getResponse())
                            : new Ended.Lost("cannot reach " + uri.getHost() + ": " + Causes.describe(e)));
        }
    }

    private Ended refusal(HttpResponse<?> response) {
        int status = response.statusCode();
        return response.headers()
                .firstValue("Hpc-Error")
                .<Ended>map(code -> {
                    ErrorCode known = ErrorCode.of(code);
                    return new Ended.Refused(status, known, "the platform says " + known.wireName());
                })
                .orElseGet(() -> new Ended.Lost("HTTP " + status + " from " + uri.getHost()
                        + " without a platform's answer; is the URL the platform's, is a proxy in the way?"));
    }

    /** No socket was opened. */
    static final class Failed extends Exception {
        private static final long serialVersionUID = 1;

        private final transient Ended ended;

        Failed(Ended ended) {
            super(ended.toString());
            this.ended = ended;
        }

        Ended ended() {
            return ended;
        }
    }
}
