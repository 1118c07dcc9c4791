package org.hpcdaemon.link.socket;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.hpcdaemon.link.network.HttpProxy;
import org.hpcdaemon.link.network.Network;

/**
 * Bytes to and from a server: TCP, through a proxy's tunnel where one is on the way, and TLS where the URI wants it.
 *
 * @param socket what is written to and read from
 * @param raw what carries it; the same without TLS
 */
record Line(Socket socket, Socket raw) implements AutoCloseable {
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    /** A proxy refused the tunnel. */
    static final class Refused extends IOException {
        private static final long serialVersionUID = 1;

        private final transient ResponseHead response;

        Refused(ResponseHead response) {
            super("the proxy answers " + response.status());
            this.response = response;
        }

        ResponseHead response() {
            return response;
        }
    }

    /**
     * Connects.
     *
     * @param limit how long the server, and a proxy, may take for each step
     */
    static Line open(Network network, URI uri, Duration limit) throws IOException {
        boolean tls = uri.getScheme().equalsIgnoreCase("wss");
        int port = uri.getPort() >= 0 ? uri.getPort() : tls ? HTTPS_PORT : HTTP_PORT;
        Optional<HttpProxy> proxy = network.proxyFor(uri);
        Socket raw = connect(
                proxy.map(HttpProxy::host).orElse(uri.getHost()),
                proxy.map(HttpProxy::port).orElse(port),
                limit);
        try {
            raw.setTcpNoDelay(true);
            raw.setSoTimeout((int) limit.toMillis());
            if (proxy.isPresent()) {
                tunnel(raw, uri.getHost() + ":" + port, proxy.get());
            }
            return new Line(tls ? secured(raw, network, bare(uri.getHost()), port) : raw, raw);
        } catch (IOException | RuntimeException e) {
            raw.close();
            throw e;
        }
    }

    private static Socket connect(String host, int port, Duration limit) throws IOException {
        IOException failure = new ConnectException("no address");
        for (InetAddress address : InetAddress.getAllByName(host)) {
            Socket socket = new Socket();
            try {
                socket.connect(new InetSocketAddress(address, port), (int) limit.toMillis());
                return socket;
            } catch (SocketTimeoutException e) {
                socket.close();
                failure = (IOException) new ConnectException("timed out").initCause(e);
            } catch (IOException e) {
                socket.close();
                failure = e;
            }
        }
        throw failure;
    }

    private static void tunnel(Socket raw, String authority, HttpProxy proxy) throws IOException {
        String credentials = proxy.authorization();
        String request = "CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n"
                + (credentials == null ? "" : "Proxy-Authorization: " + credentials + "\r\n") + "\r\n";
        raw.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        // Byte by byte: what follows the head belongs to TLS.
        ResponseHead response = ResponseHead.read(new InputBuffer(raw.getInputStream(), 1));
        if (response.status() / 100 != 2) {
            throw new Refused(response);
        }
    }

    private static Socket secured(Socket raw, Network network, String host, int port) throws IOException {
        SSLSocket tls = (SSLSocket) network.tls().getSocketFactory().createSocket(raw, host, port, true);
        SSLParameters parameters = tls.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setApplicationProtocols(new String[] {"http/1.1"});
        tls.setSSLParameters(parameters);
        tls.startHandshake();
        return tls;
    }

    private static String bare(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    /** At once, also while another thread writes what the peer does not read: TLS alone would wait for it, to say goodbye. */
    @Override
    public void close() {
        try {
            raw.close();
        } catch (IOException _) {
            // It is of no use any more in either case.
        }
    }
}
