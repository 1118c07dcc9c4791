package org.hpcdaemon.agent.cli.forward;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.function.Consumer;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.RemoteConnection;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.ForwardRequest;

/** A port of this machine's loopback; each connection to it is joined to one that the daemon makes. */
final class LocalPort implements AutoCloseable {
    /** As many as a browser opens before the first is taken. */
    private static final int BACKLOG = 64;

    private static final int BLOCK = 32 << 10;

    private final ServerSocket server;
    private final DaemonSession session;
    private final ForwardRequest.Open target;
    private final Consumer<HpcException> onRefused;

    /** @param onRefused told, on threads of their own, of each connection that the daemon did not make */
    LocalPort(int port, DaemonSession session, ForwardRequest.Open target, Consumer<HpcException> onRefused)
            throws IOException {
        this.server = new ServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress());
        this.session = session;
        this.target = target;
        this.onRefused = onRefused;
    }

    int number() {
        return server.getLocalPort();
    }

    /** Takes connections until the session is over. Throws the reason. */
    void serve() throws IOException {
        while (!session.isOver()) {
            Socket local = server.accept();
            Thread.ofVirtual().name("forward").start(() -> join(local));
        }
    }

    private void join(Socket local) {
        try (local) {
            local.setTcpNoDelay(true);
            try (RemoteConnection remote = session.connectTo(target)) {
                Thread up = Thread.ofVirtual().name("forward-up").start(() -> up(local, remote.out()));
                down(local, remote.in());
                up.join();
            }
        } catch (HpcException e) {
            onRefused.accept(e);
        } catch (IOException _) {
            // The program here has gone; the daemon hears of it by the close.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends one direction alone where the program here does. */
    private static void up(Socket local, OutputStream remote) {
        try (remote) {
            pass(local.getInputStream(), remote);
        } catch (IOException _) {
            // The other direction ends by it, too.
        }
    }

    private static void down(Socket local, InputStream remote) throws IOException {
        try {
            pass(remote, local.getOutputStream());
            local.shutdownOutput();
        } catch (IOException e) {
            // What was cut off must not look as if it had ended: the program here gets a reset.
            local.setSoLinger(true, 0);
            local.close();
            throw e;
        }
    }

    private static void pass(InputStream from, OutputStream to) throws IOException {
        byte[] block = new byte[BLOCK];
        for (int count = from.read(block); count >= 0; count = from.read(block)) {
            to.write(block, 0, count);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
