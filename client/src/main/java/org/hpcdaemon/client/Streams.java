package org.hpcdaemon.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.hpcdaemon.link.Connection;
import org.hpcdaemon.protocol.frame.StreamFrame;
import org.hpcdaemon.protocol.message.Notice;
import org.hpcdaemon.protocol.rpc.Rpc;
import org.jspecify.annotations.Nullable;

/** The byte streams of one session, by number, over all its connections. Thread-safe. */
final class Streams {
    private final AtomicInteger numbers = new AtomicInteger();
    private final Map<Integer, ReceiveStream> incoming = new ConcurrentHashMap<>();
    private final Map<Integer, SendStream> outgoing = new ConcurrentHashMap<>();

    /** One connection as the sending streams see it; equal for the same connection. */
    record ConnectionWire(Connection connection) implements SendStream.Wire {
        @Override
        public boolean send(StreamFrame frame) {
            return connection.binary(frame.encode());
        }

        @Override
        public boolean sendEnd(int stream, long offset) {
            return connection.text(Rpc.notification(new Notice.StreamEnd(stream, offset)));
        }
    }

    /** A number that no other stream of this session has. */
    int next() {
        return numbers.incrementAndGet();
    }

    ReceiveStream receive(int stream, ReceiveStream receive) {
        incoming.put(stream, receive);
        return receive;
    }

    SendStream send(int stream) {
        SendStream send = new SendStream(stream).start();
        outgoing.put(stream, send);
        return send;
    }

    /** The streams of that number are over: what came can still be read. */
    void forget(int stream) {
        ReceiveStream receive = incoming.remove(stream);
        if (receive != null) {
            receive.finish();
        }
        SendStream send = outgoing.remove(stream);
        if (send != null) {
            send.discard();
        }
    }

    void disconnected() {
        outgoing.values().forEach(SendStream::disconnected);
    }

    void fail(IOException cause) {
        incoming.values().forEach(stream -> stream.fail(cause));
        outgoing.values().forEach(stream -> stream.fail(cause));
    }

    /** @param connection on which it came; null if that is gone already */
    void acknowledged(int stream, long offset, @Nullable Connection connection) {
        SendStream send = outgoing.get(stream);
        if (send != null && connection != null) {
            send.acknowledged(offset, new ConnectionWire(connection));
        }
    }

    void ended(int stream, long offset) {
        ReceiveStream receive = incoming.get(stream);
        if (receive != null) {
            receive.end(offset);
        }
    }

    void gap(int stream, long from, long to) {
        ReceiveStream receive = incoming.get(stream);
        if (receive != null) {
            receive.gap(from, to);
        }
    }

    /** Both directions: a number stands for one stream of bytes each way. */
    void failed(int stream, String why) {
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
    void frame(ByteBuffer message) {
        StreamFrame frame = StreamFrame.decode(message);
        ReceiveStream receive = incoming.get(frame.stream());
        if (receive != null) {
            receive.frame(frame.offset(), frame.bytes());
        }
    }
}
