package org.hpcdaemon.session.stream;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.frame.StreamFrame;
import org.hpcdaemon.protocol.message.Notice;
import org.hpcdaemon.session.route.Caller;
import org.hpcdaemon.session.route.Route;
import org.hpcdaemon.session.route.StreamEndpoint;

/** A route without a network: what an agent would see at its end, and what it says, until it is cut. */
public final class TestRoute implements Route {
    private final Caller caller;
    private final Map<Integer, StreamEndpoint> endpoints = new ConcurrentHashMap<>();
    private final Map<Integer, AgentStream> streams = new ConcurrentHashMap<>();
    private final List<Notice> notices = new CopyOnWriteArrayList<>();
    private final ReentrantLock reader = new ReentrantLock();
    private final ReentrantLock creditLock = new ReentrantLock();
    private final Condition credited = creditLock.newCondition();
    private long credit = Limits.ROUTE_WINDOW;
    private volatile boolean closed;

    public TestRoute(Caller caller) {
        this.caller = caller;
    }

    /** The agent's end of a stream number: what comes for it goes there. */
    public TestRoute listen(int stream, AgentStream agent) {
        streams.put(stream, agent);
        return this;
    }

    @Override
    public Caller caller() {
        return caller;
    }

    @Override
    public boolean send(Notice notice) {
        if (closed) {
            return false;
        }
        notices.add(notice);
        switch (notice) {
            case Notice.StreamAck ack -> ofStream(ack.stream()).acknowledged(ack.offset());
            case Notice.StreamEnd end -> ofStream(end.stream()).ended(end.offset());
            case Notice.StreamGap gap -> ofStream(gap.stream()).gap(gap.from(), gap.to());
            case Notice.StreamFailed failed -> ofStream(failed.stream()).failed(failed.message());
            case Notice.ShellEnded _ -> {}
            case Notice.EventNew _ -> {}
            case Notice.AgentsRevoked _ -> {}
        }
        return true;
    }

    public AgentStream agent(int stream) {
        return ofStream(stream);
    }

    private AgentStream ofStream(int number) {
        return streams.computeIfAbsent(number, _ -> new AgentStream());
    }

    @Override
    public boolean send(StreamFrame frame) {
        if (closed) {
            return false;
        }
        AgentStream agent = ofStream(frame.stream());
        long acknowledge = agent.bytes(frame.offset(), frame.bytes());
        if (acknowledge >= 0 && !closed) {
            acknowledge(frame.stream(), acknowledge);
        }
        return !closed;
    }

    @Override
    public boolean takeCredit(int bytes) throws InterruptedException {
        creditLock.lockInterruptibly();
        try {
            while (credit < bytes && !closed) {
                credited.await();
            }
            credit -= bytes;
            return !closed;
        } finally {
            creditLock.unlock();
        }
    }

    @Override
    public int takeShare(int most, int share, LongSupplier owed) throws InterruptedException {
        return takeCredit(most) ? most : 0;
    }

    @Override
    public void returnCredit(long bytes) {
        creditLock.lock();
        try {
            credit += bytes;
            credited.signalAll();
        } finally {
            creditLock.unlock();
        }
    }

    public long credit() {
        creditLock.lock();
        try {
            return credit;
        } finally {
            creditLock.unlock();
        }
    }

    @Override
    public Binding bind(int stream, StreamEndpoint endpoint) {
        if (closed) {
            endpoint.routeClosed();
            return () -> {};
        }
        if (endpoints.putIfAbsent(stream, endpoint) != null) {
            throw new HpcException(ErrorCode.INVALID_PARAMS, "stream " + stream + " is in use");
        }
        return () -> endpoints.remove(stream, endpoint);
    }

    public int bound() {
        return endpoints.size();
    }

    public List<Notice> notices() {
        return notices;
    }

    /** The agent sends bytes. Returns false if the route was cut or the stream is gone. */
    public boolean toDaemon(int stream, long offset, byte[] bytes) {
        return speak(stream, endpoint -> endpoint.bytes(offset, ByteBuffer.wrap(bytes)));
    }

    public boolean acknowledge(int stream, long offset) {
        return speak(stream, endpoint -> endpoint.acknowledged(offset));
    }

    public boolean endInput(int stream, long offset) {
        return speak(stream, endpoint -> endpoint.end(offset));
    }

    private boolean speak(int stream, java.util.function.Consumer<StreamEndpoint> word) {
        reader.lock();
        try {
            StreamEndpoint endpoint = endpoints.get(stream);
            if (closed || endpoint == null) {
                return false;
            }
            word.accept(endpoint);
            return true;
        } finally {
            reader.unlock();
        }
    }

    /** Ends the route. What is under way is lost. */
    public void cut() {
        reader.lock();
        try {
            closed = true;
            endpoints.values().forEach(StreamEndpoint::routeClosed);
            endpoints.clear();
        } finally {
            reader.unlock();
        }
        returnCredit(0);
    }
}
