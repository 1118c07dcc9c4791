package org.hpcdaemon.link.socket;

import java.net.ProtocolException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import org.hpcdaemon.protocol.Limits;

/** A client's opening handshake (RFC 6455, section 4.1). */
record Handshake(URI uri, String bearer, String nonce) {
    private static final int NONCE_BYTES = 16;
    private static final String ACCEPT_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    Handshake {
        if (!bearer.chars().allMatch(each -> each > ' ' && each < 0x7f)) {
            throw new IllegalArgumentException("a key with characters that no header carries");
        }
    }

    static Handshake of(URI uri, String bearer, SecureRandom random) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        return new Handshake(uri, bearer, Base64.getEncoder().encodeToString(nonce));
    }

    byte[] request() {
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return String.join(
                        "\r\n",
                        "GET " + (uri.getRawPath().isEmpty() ? "/" : uri.getRawPath()) + query + " HTTP/1.1",
                        "Host: " + uri.getHost() + port,
                        "Upgrade: websocket",
                        "Connection: Upgrade",
                        "Sec-WebSocket-Key: " + nonce,
                        "Sec-WebSocket-Version: 13",
                        "Sec-WebSocket-Protocol: " + Limits.SUBPROTOCOL,
                        "Authorization: Bearer " + bearer,
                        "",
                        "")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** Throws if an answer with the status 101 is not one to this request. */
    void check(ResponseHead answer) throws ProtocolException {
        if (!answer.header("Sec-WebSocket-Accept").orElse("").equals(accepted())) {
            throw new ProtocolException("what answers does not speak WebSocket");
        }
        String subprotocol = answer.header("Sec-WebSocket-Protocol").orElse(Limits.SUBPROTOCOL);
        if (!subprotocol.equals(Limits.SUBPROTOCOL)) {
            throw new ProtocolException("what answers speaks " + subprotocol + ", not " + Limits.SUBPROTOCOL);
        }
    }

    private String accepted() {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1")
                            .digest((nonce + ACCEPT_GUID).getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }
}
