package org.hpcdaemon.platform.mail;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** TLS before a real mail server that speaks in clear, with a certificate of the test's: as sites put one before theirs. */
public final class TlsFront implements AutoCloseable {
    public enum Mode {
        /** From the first byte. */
        IMPLICIT,
        STARTTLS
    }

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Closeable> open = new CopyOnWriteArrayList<>();
    private final Mode mode;
    private final SSLContext tls;
    private final int mailPort;

    public TlsFront(Mode mode, SSLContext tls, int mailPort) throws IOException {
        this.mode = mode;
        this.tls = tls;
        this.mailPort = mailPort;
        open.add(server);
        Thread.ofVirtual().start(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                open.add(client);
                Thread.ofVirtual().start(() -> serve(client));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void serve(Socket client) {
        try (client) {
            boolean greeted = mode == Mode.STARTTLS;
            if (greeted) {
                offer(client);
            }
            SSLSocket secure = (SSLSocket) tls.getSocketFactory().createSocket(client, "client", 0, true);
            secure.setUseClientMode(false);
            secure.startHandshake();
            Socket mail = new Socket(InetAddress.getLoopbackAddress(), mailPort);
            open.add(mail);
            if (greeted) {
                skipLine(mail.getInputStream());
            }
            Thread.ofVirtual().start(() -> copy(mail, secure));
            copy(secure, mail);
        } catch (IOException e) {
            // A client that does not trust us, or the end of the test.
        }
    }

    /** RFC 3207: the dialogue until TLS begins; the greeting is ours, so the mail server's own is dropped later. */
    private static void offer(Socket client) throws IOException {
        say(client, "220 front");
        BufferedReader in =
                new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII), 1);
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String command = line.toUpperCase(Locale.ROOT);
            if (command.startsWith("EHLO")) {
                say(client, "250-front\r\n250 STARTTLS");
            } else if (command.startsWith("STARTTLS")) {
                say(client, "220 go ahead");
                return;
            } else {
                say(client, "530 Must issue a STARTTLS command first");
            }
        }
        throw new IOException("the client left");
    }

    private static void say(Socket client, String line) throws IOException {
        client.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static void skipLine(InputStream in) throws IOException {
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            // Not told.
        }
    }

    private static void copy(Socket from, Socket to) {
        try (from;
                to) {
            OutputStream out = to.getOutputStream();
            from.getInputStream().transferTo(out);
        } catch (IOException e) {
            // One of the two has gone.
        }
    }

    @Override
    public void close() throws IOException {
        for (Closeable each : open) {
            each.close();
        }
    }
}
