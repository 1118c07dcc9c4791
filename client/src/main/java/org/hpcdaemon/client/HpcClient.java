package org.hpcdaemon.client;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.hpcdaemon.client.http.LazyHttp;
import org.hpcdaemon.client.http.PlatformApi;
import org.hpcdaemon.link.Backoff;
import org.hpcdaemon.link.network.Network;
import org.hpcdaemon.link.network.Target;
import org.hpcdaemon.link.socket.Dialer;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.http.AcknowledgeRequest;
import org.hpcdaemon.protocol.http.Acknowledged;
import org.hpcdaemon.protocol.http.DaemonList;
import org.hpcdaemon.protocol.http.DaemonView;
import org.hpcdaemon.protocol.http.InboxEvent;
import org.hpcdaemon.protocol.http.InboxPage;
import org.hpcdaemon.protocol.http.account.WhoAmI;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.EventId;
import org.hpcdaemon.protocol.message.job.Event;
import org.jspecify.annotations.Nullable;

/**
 * An agent's way to its daemons, its wake-ups and its keys, on one platform. Every method throws {@link HpcException}: of
 * {@code UNREACHABLE} if the platform does not answer, of {@code UNAUTHORIZED} if it does not accept the key. Thread-safe.
 *
 * {@snippet :
 * try (HpcClient client = HpcClient.fromEnvironment();
 *         DaemonSession session = client.connect(new DaemonId("login1"))) {
 *     ExecResult result = session.exec("hostname").transferTo(System.out, System.err);
 * }
 * }
 */
public final class HpcClient implements AutoCloseable {
    /** How the secret of a daemon begins. */
    private static final String DAEMON_KEY = "hpc_daemon_";

    /** Under the 60 s that the platform waits at most, so that a proxy on the way sees an answer. */
    private static final Duration LONG_POLL = Duration.ofSeconds(30);

    private final LazyHttp http;
    private final Network network;
    private final Target target;
    private final @Nullable String key;
    private final PlatformApi api;

    private HpcClient(Network network, Target target, @Nullable String key) {
        this.network = network;
        this.target = target;
        this.key = key;
        http = new LazyHttp(network);
        api = new PlatformApi(http, network, target, () -> key);
    }

    /**
     * A client of the platform and with the key that {@code HPC_URL} and {@code HPC_API_KEY} name. Throws
     * {@link HpcException} of {@code UNAUTHORIZED} if one is not set.
     */
    public static HpcClient fromEnvironment() {
        return open(Target.of(variable("HPC_URL")), variable("HPC_API_KEY"));
    }

    private static String variable(String name) {
        String value = System.getenv(name);
        if (value == null || value.isBlank()) {
            throw new HpcException(
                    ErrorCode.UNAUTHORIZED,
                    name + " is not set; set HPC_URL to the platform's URL and HPC_API_KEY to an agent's key");
        }
        return value.strip();
    }

    /**
     * A client of that platform, reached as this process's environment says ({@link Network#here}).
     *
     * @param key an agent's key, or an access token for the account owner
     */
    public static HpcClient open(Target target, String key) {
        return open(Network.here(), target, key);
    }

    /**
     * A client of that platform.
     *
     * @param key an agent's key, or an access token for the account owner
     */
    public static HpcClient open(Network network, Target target, String key) {
        return new HpcClient(network, target, key);
    }

    /** For signing in only. */
    public static HpcClient anonymous(Target target) {
        return anonymous(Network.here(), target);
    }

    /** For signing in only. */
    public static HpcClient anonymous(Network network, Target target) {
        return new HpcClient(network, target, null);
    }

    /** Connects to a daemon and waits until that has succeeded or failed. */
    public DaemonSession connect(DaemonId daemon) {
        return connect(daemon, ConnectOptions.defaults());
    }

    /**
     * Connects to a daemon and waits until that has succeeded or failed: with {@code DAEMON_OFFLINE} if the daemon is not connected,
     * {@code NOT_FOUND} if this user has none of that name.
     */
    public DaemonSession connect(DaemonId daemon, ConnectOptions options) {
        if (key != null && key.startsWith(DAEMON_KEY)) {
            throw new HpcException(
                    ErrorCode.NOT_ALLOWED,
                    "this is a daemon's key, which agents cannot use; get an agent's key: hpc login --url URL --email YOU, or on"
                            + " the platform's host: hpc-platform keys create --email YOU --agent NAME");
        }
        Dialer dialer = new Dialer(network, target.webSocket("/hpc/agent/" + daemon), () -> key == null ? "" : key);
        return DaemonSession.over(dialer, daemon, options, Backoff.standard(new SecureRandom()));
    }

    /** The user's daemons, connected or not. */
    public List<DaemonView> daemons() {
        return api.get("/hpc/daemons", DaemonList.class).daemons();
    }

    /** Makes the platform forget a daemon. */
    public void removeDaemon(DaemonId daemon) {
        api.delete("/hpc/daemons/" + daemon);
    }

    /** Whose key this client has. */
    public WhoAmI whoAmI() {
        return api.get("/hpc/whoami", WhoAmI.class);
    }

    /**
     * Asks the URL what it is, without the key. Throws {@link org.hpcdaemon.protocol.error.HpcException}: of
     * {@code INVALID_PARAMS} if that is no platform, of {@code UNREACHABLE} if nothing answers.
     */
    public Health health() {
        return Health.ask(new PlatformApi(http, network, target, () -> null), target);
    }

    /**
     * Wake-ups that are not acknowledged, oldest first.
     *
     * @param after {@code next} of the page before; 0: from the oldest
     * @param wait how long to wait for one if there is none, at most 60 s, in whole seconds: what is less than one counts as one
     */
    public InboxPage events(long after, Duration wait) {
        long seconds = wait.isPositive() ? Math.max(1, wait.toSeconds()) : 0;
        return api.get("/hpc/events?after=" + after + "&wait=" + seconds, InboxPage.class)
                .merged();
    }

    /**
     * Waits for a wake-up that is not acknowledged: the oldest that is wanted. It stays until it is {@linkplain #acknowledge
     * acknowledged}, and a second call answers with it again. A platform that cannot be reached meanwhile is an error.
     *
     * @param atMost empty is answered after it
     */
    public Optional<Event> awaitEvent(Predicate<Event> wanted, Duration atMost) {
        long begun = System.nanoTime();
        InboxPage page = events(0, Duration.ZERO);
        while (true) {
            Optional<Event> found =
                    page.events().stream().map(InboxEvent::event).filter(wanted).findFirst();
            Duration left = atMost.minusNanos(System.nanoTime() - begun);
            if (found.isPresent() || (page.events().isEmpty() && !left.isPositive())) {
                return found;
            }
            page = events(page.next(), left.compareTo(LONG_POLL) < 0 ? left : LONG_POLL);
        }
    }

    /** Forgets these wake-ups. Answers how many of them were there. */
    public int acknowledge(List<EventId> ids) {
        return api.post("/hpc/events/ack", new AcknowledgeRequest(ids), Acknowledged.class)
                .acknowledged();
    }

    /** Signing in and keys. */
    public Account account() {
        return new Account(api);
    }

    @Override
    public void close() {
        http.close();
    }
}
