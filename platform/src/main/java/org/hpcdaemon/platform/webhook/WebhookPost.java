package org.hpcdaemon.platform.webhook;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * One POST to an address that was looked at before: the clients that Java has would look the name up once more, and could be led elsewhere.
 * Follows nothing, keeps nothing open, reads no more than it needs.
 */
final class WebhookPost {
    /** For a server at the other end of the world. */
    private static final Duration CONNECT = Duration.ofSeconds(10);

    /** From the beginning to the answer; a receiver that has more to do answers first. */
    private static final Duration WHOLE = Duration.ofSeconds(15);

    /** Bytes read of the answer: only its status and, to a challenge, one line matter. */
    private static final int ANSWER_BYTES = 16 << 10;

    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})\\b.*");
    private static final Pattern RETRY_AFTER = Pattern.compile("(?im)^retry-after: *(\\d{1,6}) *$");

    /**
     * What came back.
     *
     * @param retryAfter in seconds; 0 if it says nothing
     */
    record Answer(int status, int retryAfter, String body) {
        boolean isSuccess() {
            return status / 100 == 2;
        }
    }

    private WebhookPost() {}

    /** Throws {@link IOException} if there was no answer, or none in time. */
    static Answer send(URI url, InetAddress address, Map<String, String> headers, String body) throws IOException {
        boolean tls = url.getScheme().equalsIgnoreCase("https");
        int port = url.getPort() < 0 ? (tls ? 443 : 80) : url.getPort();
        try (Socket plain = new Socket()) {
            // Time-outs of reads alone would let a receiver send a byte now and then for ever.
            CompletableFuture.delayedExecutor(WHOLE.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(() -> closeQuietly(plain));
            plain.connect(new InetSocketAddress(address, port), Math.toIntExact(CONNECT.toMillis()));
            try (Socket socket = tls ? secured(plain, url.getHost(), port) : plain) {
                socket.getOutputStream().write(request(url, headers, body).getBytes(StandardCharsets.UTF_8));
                socket.getOutputStream().flush();
                return read(socket.getInputStream());
            }
        }
    }

    private static Socket secured(Socket plain, String host, int port) throws IOException {
        SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
        SSLSocket socket = (SSLSocket) factory.createSocket(plain, host, port, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private static String request(URI url, Map<String, String> headers, String body) {
        String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        StringBuilder head = new StringBuilder("POST ")
                .append(path)
                .append(url.getRawQuery() == null ? "" : "?" + url.getRawQuery())
                .append(" HTTP/1.1\r\nHost: ")
                .append(url.getRawAuthority())
                .append("\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ")
                .append(body.getBytes(StandardCharsets.UTF_8).length)
                .append("\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        return head.append("\r\n").append(body).toString();
    }

    /** Up to the end, or as much as is wanted; once there is a head, what breaks off behind it is no failure. */
    private static Answer read(InputStream in) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] piece = new byte[4096];
        try {
            for (int count = in.read(piece); count >= 0 && all.size() < ANSWER_BYTES; count = in.read(piece)) {
                all.write(piece, 0, count);
            }
        } catch (IOException e) {
            if (!all.toString(StandardCharsets.ISO_8859_1).contains("\r\n\r\n")) {
                throw new IOException("no answer within " + WHOLE.toSeconds() + " s", e);
            }
        }
        String text = all.toString(StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        Matcher status = STATUS.matcher(text.lines().findFirst().orElse(""));
        if (end < 0 || !status.matches()) {
            throw new IOException("what answers does not speak HTTP/1.1");
        }
        String head = text.substring(0, end).replace("\r\n", "\n").toLowerCase(Locale.ROOT);
        Matcher retry = RETRY_AFTER.matcher(head);
        return new Answer(
                Integer.parseInt(status.group(1)),
                retry.find() ? Integer.parseInt(retry.group(1)) : 0,
                text.substring(end + 4));
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // It is of no use any more either way.
        }
    }
}
