package org.hpcdaemon.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;

/**
 * A web server on a free port of 127.0.0.1 that answers what a test says, and keeps what it was sent: whether a key
 * reached it. Thread-safe.
 */
public final class RecordingServer implements AutoCloseable {
    /** Of RFC 6455, section 1.3. */
    private static final String ACCEPT_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private final ServerSocket listener;
    private final UnaryOperator<String> answer;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    private RecordingServer(ServerSocket listener, UnaryOperator<String> answer) {
        this.listener = listener;
        this.answer = answer;
    }

    /**
     * One without TLS.
     *
     * @param answer from a request's head to the whole response
     */
    public static RecordingServer plain(UnaryOperator<String> answer) throws IOException {
        return start(ServerSocketFactory.getDefault(), answer);
    }

    /**
     * One that proves to be who {@code identity} says.
     *
     * @param answer from a request's head to the whole response
     */
    public static RecordingServer tls(SSLContext identity, UnaryOperator<String> answer) throws IOException {
        return start(identity.getServerSocketFactory(), answer);
    }

    private static RecordingServer start(ServerSocketFactory factory, UnaryOperator<String> answer) throws IOException {
        RecordingServer server =
                new RecordingServer(factory.createServerSocket(0, 64, InetAddress.getLoopbackAddress()), answer);
        Thread.ofVirtual().name("recording-server").start(server::accept);
        return server;
    }

    /** A whole response with that status line, {@code 302 Found} for example, headers, and body. */
    public static String response(String status, String headers, String body) {
        return "HTTP/1.1 " + status + "\r\n" + headers + "Content-Length: "
                + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body;
    }

    /** The response that accepts the WebSocket that {@code head} asks for, with the subprotocol it asks for. */
    public static String webSocketAccepted(String head) {
        try {
            byte[] both =
                    (RequestHead.value(head, "Sec-WebSocket-Key") + ACCEPT_GUID).getBytes(StandardCharsets.US_ASCII);
            return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Protocol: " + RequestHead.value(head, "Sec-WebSocket-Protocol")
                    + "\r\nSec-WebSocket-Accept: "
                    + Base64.getEncoder()
                            .encodeToString(MessageDigest.getInstance("SHA-1").digest(both))
                    + "\r\n\r\n";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** How many connected, with or without a request after it. */
    public int connections() {
        return connections.get();
    }

    /** The head of every request. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                connections.incrementAndGet();
                sockets.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException _) {
                // Only closing the listener ends the loop.
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            for (String head = RequestHead.read(socket.getInputStream());
                    !head.isEmpty();
                    head = RequestHead.read(socket.getInputStream())) {
                requests.add(head);
                socket.getOutputStream().write(answer.apply(head).getBytes(StandardCharsets.UTF_8));
                socket.getOutputStream().flush();
            }
            // To a client that speaks TLS with a plain server, as web servers do.
            socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException _) {
            // The client went away, or refused our certificate.
        } finally {
            sockets.remove(socket);
        }
    }

    /** Ends every connection. */
    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
