package org.hpcdaemon.link;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.frame.RouteFrame;

/**
 * Where a link connects to by WebSocket, and with what. Follows no redirect: the key goes to the named host or nowhere.
 *
 * @param http made by {@code network}
 * @param bearer asked at each attempt, so that a refreshed token is used
 */
public record Dialer(HttpClient http, Network network, URI uri, Supplier<String> bearer) implements Transport {
    private static final int MAX_MESSAGE = Math.max(RouteFrame.MAX_BYTES, Limits.TEXT_BYTES);

    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    @Override
    public Attempt attempt(Peer peer) {
        SocketConnection connection = new SocketConnection(peer, System::nanoTime, MAX_MESSAGE);
        return new Attempt() {
            @Override
            public Ended serve(Runnable opened) throws InterruptedException {
                try {
                    WebSocket socket = dial(connection);
                    opened.run();
                    return connection.serve(socket);
                } catch (Failed e) {
                    return e.ended();
                }
            }

            @Override
            public void close(int code, String reason) {
                connection.close(code, reason);
            }
        };
    }

    /** Opens a socket. Throws {@link Failed} with what is known of the reason. */
    WebSocket dial(WebSocket.Listener listener) throws Failed, InterruptedException {
        WebSocket.Builder builder = http.newWebSocketBuilder()
                .header("Authorization", "Bearer " + bearer.get())
                .subprotocols(Limits.SUBPROTOCOL)
                .connectTimeout(CONNECT_TIMEOUT);
        network.headers(uri).forEach(builder::header);
        try {
            return builder.buildAsync(uri, listener).get();
        } catch (ExecutionException e) {
            throw new Failed(
                    Causes.root(e) instanceof WebSocketHandshakeException handshake
                            ? refusal(handshake.getResponse())
                            : failure(e));
        }
    }

    private Ended failure(ExecutionException e) {
        String reason = Causes.unreachable(network, uri, e);
        return Causes.isDistrust(e) ? new Ended.Astray(reason) : new Ended.Lost(reason);
    }

    /** Opens a socket and lets it go at once: whether one can be opened. Empty if so, else why not. */
    public Optional<Ended> probe() throws InterruptedException {
        try {
            dial(new WebSocket.Listener() {}).abort();
            return Optional.empty();
        } catch (Failed e) {
            return Optional.of(e.ended());
        }
    }

    private Ended refusal(HttpResponse<?> response) {
        return response.headers()
                .firstValue("Hpc-Error")
                .map(code -> refused(response.statusCode(), ErrorCode.of(code)))
                .orElseGet(() -> astray(response.statusCode(), Causes.noPlatform(network, uri, response)));
    }

    /** What was sent is a valid handshake; where the platform sees none, something on the way took its headers off. */
    private Ended refused(int status, ErrorCode code) {
        return code == ErrorCode.INVALID_REQUEST
                ? new Ended.Astray(
                        "the platform at " + uri.getHost() + " was reached, but what is in front of it does not"
                                + " pass WebSocket on; its host must let it (nginx: proxy_http_version 1.1, and"
                                + " proxy_set_header for Upgrade and Connection)")
                : new Ended.Refused(status, code, "the platform says " + code.wireName());
    }

    /** What stands before a platform answers with a 5xx of its own while that is away. */
    private static Ended astray(int status, String reason) {
        return status / 100 == 5 ? new Ended.Lost(reason) : new Ended.Astray(reason);
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
