package org.hpcdaemon.session.route;

import java.util.function.LongSupplier;
import org.hpcdaemon.protocol.frame.StreamFrame;
import org.hpcdaemon.protocol.message.Notice;

/**
 * One agent's connection, as the features see it: the only way to say something upward. Thread-safe. When the
 * route has closed, sending does nothing and says so; what must not be lost is kept by the feature.
 */
public interface Route {
    Caller caller();

    /** Sends a notification, waiting while the link's queue is full. Returns false if the route has closed. */
    boolean send(Notice notice);

    /**
     * Sends a piece of a stream, waiting while the link's queue is full. Its bytes stay as they are until the agent has acknowledged
     * them, or the route has closed. Returns false if it has.
     */
    boolean send(StreamFrame frame);

    /**
     * Waits until {@code bytes} more may be unacknowledged on the whole route ({@code Limits.ROUTE_WINDOW}) and
     * takes them. Returns false if the route has closed.
     */
    boolean takeCredit(int bytes) throws InterruptedException;

    /**
     * As {@link #takeCredit}, for one of many streams of which none may hold up the others: waits until the stream has less
     * unacknowledged than its share of what the route has free.
     *
     * @param most how many bytes there are to send
     * @param share one part of so many: {@code Limits.FORWARD_SHARE}, {@code Limits.DOWNLOAD_SHARE}
     * @param owed what the stream has unacknowledged; asked under a lock
     * @return how many may be sent, 1 to {@code most}; 0 if the route has closed
     */
    int takeShare(int most, int share, LongSupplier owed) throws InterruptedException;

    /** Gives back credit for bytes that were acknowledged, or will never be. */
    void returnCredit(long bytes);

    /**
     * Gives the stream number's frames and notices to the endpoint until the binding or the route closes. Throws
     * {@link org.hpcdaemon.protocol.error.HpcException} if the number is in use or too many streams are open.
     */
    Binding bind(int stream, StreamEndpoint endpoint);

    /** A stream number in use. Closing it is idempotent and does not call the endpoint. */
    interface Binding extends AutoCloseable {
        @Override
        void close();
    }
}
