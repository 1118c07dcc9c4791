package org.hpcdaemon.client.stream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.hpcdaemon.link.Connection;
import org.hpcdaemon.protocol.frame.StreamFrame;
import org.hpcdaemon.protocol.message.Notice;
import org.hpcdaemon.protocol.rpc.Rpc;
import org.jspecify.annotations.Nullable;

/** The byte streams of one session, by number, over all its connections. Thread-safe. */
public final class Streams {
    private final AtomicInteger numbers = new AtomicInteger();
    private final Map<Integer, ReceiveStream> incoming = new ConcurrentHashMap<>();
    private final Map<Integer, SendStream> outgoing = new ConcurrentHashMap<>();
    private final Supplier<@Nullable Connection> connection;

    /** @param connection the present one; null while there is none */
    public Streams(Supplier<@Nullable Connection> connection) {
        this.connection = connection;
    }

    /** One connection as the sending streams see it; equal for the same connection. */
    record ConnectionWire(Connection connection) implements SendStream.Wire {
        @Override
        public boolean send(StreamFrame frame) {
            return connection.binary(frame.head(), frame.bytes());
        }

        @Override
        public boolean sendEnd(int stream, long offset) {
            return connection.text(Rpc.notification(new Notice.StreamEnd(stream, offset)));
        }
    }

    /** A number that no other stream of this session has. */
    public int next() {
        return numbers.incrementAndGet();
    }

    /** The bytes that the daemon sends under that number. */
    public ReceiveStream receive(int stream) {
        ReceiveStream receive = new ReceiveStream(0, offset -> acknowledge(stream, offset));
        incoming.put(stream, receive);
        return receive;
    }

    private void acknowledge(int stream, long offset) {
        Connection now = connection.get();
        if (now != null) {
            now.text(Rpc.notification(new Notice.StreamAck(stream, offset)));
        }
    }

    /** Bytes for the daemon under that number. */
    public SendStream send(int stream) {
        return send(stream, 0);
    }

    /**
     * Bytes for the daemon under that number, which has those before an offset already.
     *
     * @param from the offset of the first byte that is written
     */
    public SendStream send(int stream, long from) {
        SendStream send = new SendStream(stream, from).start();
        outgoing.put(stream, send);
        return send;
    }

    /** Goes on sending on the present connection; without one, the next says where. */
    public void resume(SendStream stream, long offset) {
        Connection now = connection.get();
        if (now != null) {
            stream.resume(offset, new ConnectionWire(now));
        }
    }

    /** The streams of that number are over: what came can still be read. */
    public void forget(int stream) {
        ReceiveStream receive = incoming.remove(stream);
        if (receive != null) {
            receive.finish();
        }
        SendStream send = outgoing.remove(stream);
        if (send != null) {
            send.discard();
        }
    }

    /** The connection is gone: what is to be sent waits for the next. */
    public void disconnected() {
        outgoing.values().forEach(SendStream::disconnected);
    }

    /** No connection will follow. */
    public void fail(IOException cause) {
        incoming.values().forEach(stream -> stream.fail(cause));
        outgoing.values().forEach(stream -> stream.fail(cause));
    }

    /** The daemon has everything before {@code offset}. */
    public void acknowledged(int stream, long offset) {
        SendStream send = outgoing.get(stream);
        Connection now = connection.get();
        if (send != null && now != null) {
            send.acknowledged(offset, new ConnectionWire(now));
        }
    }

    /** Nothing follows {@code offset}. */
    public void ended(int stream, long offset) {
        ReceiveStream receive = incoming.get(stream);
        if (receive != null) {
            receive.end(offset);
        }
    }

    /** The daemon no longer has these bytes. */
    public void gap(int stream, long from, long to) {
        ReceiveStream receive = incoming.get(stream);
        if (receive != null) {
            receive.gap(from, to);
        }
    }

    /** Both directions: a number stands for one stream of bytes each way. */
    public void failed(int stream, String why) {
        SendStream send = outgoing.get(stream);
        if (send != null) {
            send.fail(new StreamFailedException(why));
        }
        ReceiveStream receive = incoming.get(stream);
        if (receive != null) {
            receive.fail(new StreamFailedException(why));
        }
    }

    /** A binary message. */
    public void frame(ByteBuffer message) {
        StreamFrame frame = StreamFrame.decode(message);
        ReceiveStream receive = incoming.get(frame.stream());
        if (receive != null) {
            receive.frame(frame.offset(), frame.bytes());
        }
    }
}
