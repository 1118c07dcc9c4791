package org.hpcdaemon.agent.mcp;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.hpcdaemon.agent.Settings;
import org.hpcdaemon.client.ConnectOptions;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.link.network.Target;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.http.DaemonView;
import org.hpcdaemon.protocol.http.InboxPage;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.EventId;
import org.hpcdaemon.tools.call.Reach;
import org.jspecify.annotations.Nullable;

/**
 * The platform and the key that are stored or named in the environment, looked up anew at each call: who signs in while the server
 * runs need not start it again. One connection to each daemon, shared by all calls. Thread-safe.
 */
public final class StoredReach implements Supplier<Reach>, AutoCloseable {
    /** A platform's restart, within a call of 50 s. */
    private static final Duration RECONNECT_TIMEOUT = Duration.ofSeconds(40);

    /** Through a slow proxy; who waits for longer is told, and calls again. */
    private static final Duration CONNECT = Duration.ofSeconds(20);

    private final Settings settings;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable SignedIn present;
    private boolean closed;

    public StoredReach(Settings settings) {
        this.settings = settings;
    }

    /** Throws {@link HpcException} that says how to sign in. */
    @Override
    public Reach get() {
        Target target = settings.target();
        String key = settings.key();
        lock.lock();
        try {
            if (closed) {
                throw new HpcException(ErrorCode.ENDED, "the server is stopping");
            }
            SignedIn known = present;
            if (known != null
                    && known.key.equals(key)
                    && known.target.toString().equals(target.toString())) {
                return known;
            }
            SignedIn fresh = new SignedIn(target, key, settings.client());
            if (known != null) {
                known.close();
            }
            present = fresh;
            return fresh;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            if (present != null) {
                present.close();
            }
        } finally {
            lock.unlock();
        }
    }

    /** With one key. */
    private static final class SignedIn implements Reach, AutoCloseable {
        private final Target target;
        private final String key;
        private final HpcClient client;
        private final Map<DaemonId, Way> ways = new ConcurrentHashMap<>();

        SignedIn(Target target, String key, HpcClient client) {
            this.target = target;
            this.key = key;
            this.client = client;
        }

        @Override
        public List<DaemonView> daemons() {
            return client.daemons();
        }

        @Override
        public DaemonSession session(DaemonId daemon) {
            return ways.computeIfAbsent(daemon, each -> new Way(client, each)).session();
        }

        @Override
        public InboxPage events(long after, Duration wait) {
            return client.events(after, wait);
        }

        @Override
        public int acknowledge(List<EventId> ids) {
            return client.acknowledge(ids);
        }

        @Override
        public void close() {
            ways.values().forEach(Way::close);
            client.close();
        }
    }

    /** To one daemon. Only those who want to go there wait for it to connect. */
    private static final class Way implements AutoCloseable {
        private final HpcClient client;
        private final DaemonId daemon;
        private final ReentrantLock lock = new ReentrantLock();
        private volatile @Nullable DaemonSession session;

        Way(HpcClient client, DaemonId daemon) {
            this.client = client;
            this.daemon = daemon;
        }

        DaemonSession session() {
            lock.lock();
            try {
                DaemonSession open = session;
                if (open == null || open.isOver()) {
                    open = client.connect(
                            daemon,
                            ConnectOptions.defaults()
                                    .withPatience(RECONNECT_TIMEOUT)
                                    .withLimit(CONNECT));
                    session = open;
                }
                return open;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            DaemonSession open = session;
            if (open != null) {
                open.close();
            }
        }
    }
}
