package org.hpcdaemon.link.socket;

import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.hpcdaemon.link.Ended;
import org.hpcdaemon.link.Peer;
import org.hpcdaemon.link.Transport;
import org.hpcdaemon.link.network.Causes;
import org.hpcdaemon.link.network.Network;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.frame.RouteFrame;

/**
 * Where a link connects to by WebSocket, and with what. Follows no redirect: the key goes to the named host or nowhere.
 *
 * @param bearer asked at each attempt, so that a refreshed token is used
 */
public record Dialer(Network network, URI uri, Supplier<String> bearer) implements Transport {
    private static final int MAX_MESSAGE = Math.max(RouteFrame.MAX_BYTES, Limits.TEXT_BYTES);

    /** One read from the network: two of the largest stream frames. */
    private static final int READ_BYTES = 2 * Limits.BINARY_BYTES;

    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    private static final int SWITCHING_PROTOCOLS = 101;

    @Override
    public Attempt attempt(Peer peer) {
        SocketConnection connection = new SocketConnection(peer, System::nanoTime);
        return new Attempt() {
            @Override
            public Ended serve(Runnable opened) throws InterruptedException {
                try (OpenSocket socket = dial()) {
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
    OpenSocket dial() throws Failed, InterruptedException {
        return dial(MAX_MESSAGE);
    }

    OpenSocket dial(int maxMessage) throws Failed, InterruptedException {
        SecureRandom random = new SecureRandom();
        Handshake handshake = Handshake.of(uri, bearer.get(), random);
        try {
            Line line = Line.open(network, uri, CONNECT_TIMEOUT);
            try {
                InputBuffer in = new InputBuffer(line.socket().getInputStream(), READ_BYTES);
                line.socket().getOutputStream().write(handshake.request());
                ResponseHead answer = ResponseHead.read(in);
                if (answer.status() != SWITCHING_PROTOCOLS) {
                    throw new Failed(refusal(answer));
                }
                handshake.check(answer);
                line.raw().setSoTimeout(0);
                return new OpenSocket(
                        line,
                        new FrameReader(in, maxMessage),
                        new FrameWriter(line.socket().getOutputStream(), random));
            } catch (IOException | Failed | RuntimeException e) {
                line.close();
                throw e;
            }
        } catch (Line.Refused e) {
            throw new Failed(refusal(e.response()));
        } catch (IOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while connecting");
            }
            throw new Failed(failure(e));
        }
    }

    private Ended failure(IOException e) {
        String reason = Causes.unreachable(network, uri, e);
        return Causes.isDistrust(e) ? new Ended.NotAPlatform(reason) : new Ended.Lost(reason);
    }

    /** Opens a socket and lets it go at once: whether one can be opened. Empty if so, else why not. */
    public Optional<Ended> probe() throws InterruptedException {
        try {
            dial().close();
            return Optional.empty();
        } catch (Failed e) {
            return Optional.of(e.ended());
        }
    }

    private Ended refusal(ResponseHead response) {
        return response.header("Hpc-Error")
                .map(code -> refused(response.status(), ErrorCode.of(code)))
                .orElseGet(() -> astray(
                        response.status(),
                        Causes.noPlatform(
                                network,
                                uri,
                                response.status(),
                                response.header("Location").orElse(""))));
    }

    /** What was sent is a valid handshake; where the platform sees none, something on the way took its headers off. */
    private Ended refused(int status, ErrorCode code) {
        return code == ErrorCode.INVALID_REQUEST
                ? new Ended.NotAPlatform(
                        "the platform at " + uri.getHost() + " was reached, but what is in front of it does not"
                                + " pass WebSocket on; its host must let it (nginx: proxy_http_version 1.1, and"
                                + " proxy_set_header for Upgrade and Connection)")
                : new Ended.Refused(status, code, "the platform answered " + code.wireName());
    }

    /** What stands before a platform answers with a 5xx of its own while that is away. */
    private static Ended astray(int status, String reason) {
        return status / 100 == 5 ? new Ended.Lost(reason) : new Ended.NotAPlatform(reason);
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
