package org.hpcdaemon.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * A bad network in front of a real server: a TCP proxy on a free port of 127.0.0.1 that cuts, stalls, loses and
 * slows what passes, when a test says so, and never reorders. New connections get the conditions of the moment; a server
 * that refuses is seen as a reset. Thread-safe.
 */
public final class FaultProxy implements AutoCloseable {
    private final ServerSocket listener;
    private final RandomGenerator random;
    private final NetworkConditions conditions = new NetworkConditions();
    private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong plannedCuts = new AtomicLong();
    private volatile InetSocketAddress server;
    private volatile CutPlan plan = CutPlan.NONE;
    private volatile boolean closed;

    /** After how many bytes a connection is cut: evenly distributed, both bounds inclusive. */
    private record CutPlan(long min, long max) {
        private static final CutPlan NONE = new CutPlan(Long.MAX_VALUE, Long.MAX_VALUE);
    }

    private FaultProxy(ServerSocket listener, InetSocketAddress server, RandomGenerator random) {
        this.listener = listener;
        this.server = server;
        this.random = random;
    }

    /** Listens at once. The generator decides planned cuts alone: seed it, and a run of them can be repeated. */
    public static FaultProxy start(String host, int port, RandomGenerator random) throws IOException {
        ServerSocket listener = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
        FaultProxy proxy = new FaultProxy(listener, new InetSocketAddress(host, port), random);
        Thread.ofVirtual().name("proxy-accept").start(proxy::accept);
        return proxy;
    }

    /** Where to connect instead of to the server. */
    public String host() {
        return listener.getInetAddress().getHostAddress();
    }

    /** Where to connect instead of to the server. */
    public int port() {
        return listener.getLocalPort();
    }

    /** New connections go there: a server that came back on another port. */
    public void retarget(String host, int port) {
        server = new InetSocketAddress(host, port);
    }

    /** Ends every connection; bytes on their way are lost. New ones are accepted. */
    public void cut(Cut how) {
        connections.forEach(connection -> connection.cut(how));
    }

    /** Half-open: sockets stay, nothing passes, nothing is lost; {@link #resume()} lets it through. */
    public void stall() {
        stall(Direction.UP);
        stall(Direction.DOWN);
    }

    /** Stalls one direction. */
    public void stall(Direction direction) {
        conditions.set(direction, NetworkConditions.Fate.HOLD);
    }

    /**
     * A black hole: what is sent is taken and gone. A connection that lost a byte delivers nothing in that direction
     * any more, after {@link #resume()} neither, since TCP never delivers past a hole: its ends must give it up.
     */
    public void lose() {
        lose(Direction.UP);
        lose(Direction.DOWN);
    }

    /** Loses one direction. */
    public void lose(Direction direction) {
        conditions.set(direction, NetworkConditions.Fate.LOSE);
    }

    /** A slow line, for each connection and direction. */
    public void limit(long bytesPerSecond) {
        if (bytesPerSecond < 1) {
            throw new IllegalArgumentException("a line of " + bytesPerSecond + " bytes/s; stall() stops it");
        }
        conditions.limit(bytesPerSecond);
    }

    /** Good conditions: nothing held, lost, slowed, or cut later on. */
    public void resume() {
        plan = CutPlan.NONE;
        conditions.clear();
    }

    /**
     * Cuts each new connection, by RST or FIN in turn of the dice, when it has moved so many bytes in both directions
     * together: evenly distributed from {@code min} to {@code max}. The cut falls between any two bytes.
     */
    public void cutNewAfter(long min, long max) {
        if (min < 0 || max < min) {
            throw new IllegalArgumentException("cut after " + min + " to " + max + " bytes");
        }
        plan = new CutPlan(min, max);
    }

    /** How many connections were cut by {@link #cutNewAfter}. */
    public long plannedCuts() {
        return plannedCuts.get();
    }

    /** How many connections were ever accepted. */
    public long accepted() {
        return accepted.get();
    }

    /** How many connections are up or draining. */
    public int open() {
        return connections.size();
    }

    /** Ends everything with resets and frees the port. */
    @Override
    public void close() throws IOException {
        closed = true;
        listener.close();
        cut(Cut.RST);
        connections.forEach(ProxiedConnection::close);
    }

    private void accept() {
        while (!closed) {
            try {
                connect(listener.accept());
            } catch (IOException e) {
                // Only closing the listener ends the loop; a failed accept is one client's bad luck.
            }
        }
    }

    @SuppressWarnings("resource") // The connection owns both sockets.
    private void connect(Socket near) throws IOException {
        accepted.incrementAndGet();
        Socket far = new Socket();
        try {
            far.connect(server);
            near.setTcpNoDelay(true);
            far.setTcpNoDelay(true);
        } catch (IOException e) {
            far.close();
            near.setSoLinger(true, 0);
            near.close();
            return;
        }
        CutPlan now = plan;
        long untilCut = now.equals(CutPlan.NONE) ? now.min() : random.nextLong(now.min(), now.max() + 1);
        Cut how = random.nextBoolean() ? Cut.RST : Cut.FIN;
        ProxiedConnection connection = new ProxiedConnection(
                near, far, conditions, untilCut, how, plannedCuts::incrementAndGet, connections::remove);
        connections.add(connection);
        connection.start();
        if (closed) {
            connection.close();
        }
    }
}
