package org.hpcdaemon.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A company's HTTP proxy on a free port of 127.0.0.1: it opens tunnels (CONNECT), if told so only for who knows the
 * password, and keeps what it was asked. Whatever host is asked for, the tunnel leads to this machine, so that a test
 * can use names that exist nowhere. Thread-safe.
 */
public final class ConnectProxy implements AutoCloseable {
    private final ServerSocket listener;
    private final @Nullable String credentials;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Thread accepting = Thread.ofVirtual().name("connect-proxy").unstarted(this::accept);

    private ConnectProxy(ServerSocket listener, @Nullable String credentials) {
        this.listener = listener;
        this.credentials = credentials;
    }

    /** One that needs no password. */
    public static ConnectProxy open() throws IOException {
        return start(null);
    }

    /** One that answers 407 to who does not say {@code user:password}. */
    public static ConnectProxy forUser(String user, String password) throws IOException {
        return start(user + ":" + password);
    }

    private static ConnectProxy start(@Nullable String credentials) throws IOException {
        ConnectProxy proxy = new ConnectProxy(new ServerSocket(0, 64, InetAddress.getLoopbackAddress()), credentials);
        proxy.accepting.start();
        return proxy;
    }

    /** {@code 127.0.0.1:PORT}. */
    public String address() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    /** The head of every request, refused ones too, in order of arrival. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket near = listener.accept();
                sockets.add(near);
                Thread.ofVirtual().start(() -> serve(near));
            } catch (IOException _) {
                // Only closing the listener ends the loop.
            }
        }
    }

    private void serve(Socket near) {
        try (near) {
            for (String head = RequestHead.read(near.getInputStream());
                    !head.isEmpty();
                    head = RequestHead.read(near.getInputStream())) {
                requests.add(head);
                if (!head.startsWith("CONNECT ")) {
                    answer(near, "405 Method Not Allowed\r\nContent-Length: 0");
                } else if (!welcome(head)) {
                    answer(
                            near,
                            "407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"proxy\"\r\n"
                                    + "Content-Length: 0");
                } else {
                    tunnel(near, head);
                    return;
                }
            }
        } catch (IOException _) {
            // The client went away.
        } finally {
            sockets.remove(near);
        }
    }

    private boolean welcome(String head) {
        return credentials == null
                || RequestHead.value(head, "Proxy-Authorization")
                        .equals("Basic "
                                + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)));
    }

    private void tunnel(Socket near, String head) throws IOException {
        String authority = head.split(" ", 3)[1];
        int port = Integer.parseInt(authority.substring(authority.lastIndexOf(':') + 1));
        try (Socket far = new Socket()) {
            sockets.add(far);
            try {
                far.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            } catch (IOException _) {
                answer(near, "502 Bad Gateway\r\nContent-Length: 0");
                return;
            }
            answer(near, "200 Connection established");
            Thread up = Thread.ofVirtual().start(() -> copy(near, far));
            copy(far, near);
            up.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void copy(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
            to.shutdownOutput();
        } catch (IOException _) {
            try {
                to.close();
            } catch (IOException _) {
                // It is of no use any more in either case.
            }
        }
    }

    private static void answer(Socket near, String answer) throws IOException {
        near.getOutputStream().write(("HTTP/1.1 " + answer + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    /** Ends every tunnel; no client can connect when it returns. */
    @Override
    public void close() throws IOException {
        listener.close();
        try {
            accepting.join(); // The system takes connections for as long as it waits for one.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
