package org.hpcdaemon.daemon.doctor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.hpcdaemon.client.Health;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.daemon.config.Profile;
import org.hpcdaemon.link.Ended;
import org.hpcdaemon.link.network.Causes;
import org.hpcdaemon.link.network.HttpProxy;
import org.hpcdaemon.link.network.Network;
import org.hpcdaemon.link.network.Target;
import org.hpcdaemon.link.socket.Dialer;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.http.account.WhoAmI;
import org.jspecify.annotations.Nullable;

/** The way to the platform, in steps; each needs those before it. */
final class PlatformChecks {
    private static final Duration CONNECT = Duration.ofSeconds(10);

    /** More than a request takes on any line; past it logs of the two sides no longer fit together. */
    private static final Duration SKEW = Duration.ofSeconds(30);

    private final Profile profile;
    private final Map<String, String> environment;
    private final boolean online;
    private final InstantSource clock;

    private @Nullable Network network;
    private Duration ahead = Duration.ZERO;

    /** @param online whether the daemon runs and is connected, so that another connection would end that one */
    PlatformChecks(Profile profile, Map<String, String> environment, boolean online, InstantSource clock) {
        this.profile = profile;
        this.environment = environment;
        this.online = online;
        this.clock = clock;
    }

    void run(Consumer<Check> report) {
        Step.inOrder(
                List.of(
                        new Step("proxy", this::proxy),
                        new Step("dns", this::dns),
                        new Step("tcp", this::tcp),
                        new Step("tls", this::tls),
                        new Step("platform", this::platform),
                        new Step("clock", this::clock),
                        new Step("key", this::key),
                        new Step("websocket", this::webSocket)),
                report);
    }

    private Target target() {
        return Target.of(profile.platformUrl());
    }

    private URI uri() {
        return target().base();
    }

    private Network network() {
        if (network == null) {
            network = profile.network(environment);
        }
        return network;
    }

    private Check proxy() {
        try {
            return Check.ok(
                    "proxy",
                    network()
                            .proxyFor(uri())
                            .map(proxy -> proxy + ", of HTTPS_PROXY")
                            .orElse("none on the way to " + uri().getHost()));
        } catch (HpcException e) {
            return Check.fail("proxy", e.reason(), null);
        }
    }

    private Check dns() {
        Optional<HttpProxy> proxy = network().proxyFor(uri());
        String host = proxy.map(HttpProxy::host).orElse(uri().getHost());
        try {
            String addresses = Arrays.stream(InetAddress.getAllByName(host))
                    .map(InetAddress::getHostAddress)
                    .collect(Collectors.joining(", "));
            return Check.ok(
                    "dns",
                    host + " is " + addresses + (proxy.isPresent() ? "; the proxy looks up " + uri().getHost() : ""));
        } catch (UnknownHostException _) {
            return Check.fail(
                    "dns",
                    host + " does not resolve",
                    proxy.isPresent()
                            ? "check HTTPS_PROXY"
                            : "check the URL " + uri() + ", or this machine's name server");
        }
    }

    private Check tcp() {
        Optional<HttpProxy> proxy = network().proxyFor(uri());
        String host = proxy.map(HttpProxy::host).orElse(uri().getHost());
        int port = proxy.map(HttpProxy::port).orElse(port());
        try (Socket socket = new Socket()) {
            long before = System.nanoTime();
            socket.connect(new InetSocketAddress(host, port), (int) CONNECT.toMillis());
            return Check.ok(
                    "tcp",
                    host + ":" + port + " accepts connections, in "
                            + Duration.ofNanos(System.nanoTime() - before).toMillis() + " ms");
        } catch (IOException e) {
            return Check.fail(
                    "tcp",
                    "cannot connect to " + host + ":" + port + ": " + Causes.describe(e),
                    proxy.isPresent()
                            ? "check HTTPS_PROXY"
                            : "is the platform up, may this machine connect out, does it need HTTPS_PROXY?");
        }
    }

    private int port() {
        if (uri().getPort() >= 0) {
            return uri().getPort();
        }
        return isPlain() ? 80 : 443;
    }

    private boolean isPlain() {
        return "http".equalsIgnoreCase(uri().getScheme());
    }

    private Check tls() {
        return isPlain()
                ? Check.ok("tls", "not needed: the platform is on this machine")
                : new TlsCheck(network(), target(), clock).look();
    }

    private Check platform() {
        try (HpcClient client = HpcClient.anonymous(network(), target())) {
            Instant before = clock.instant();
            Health answer = client.health();
            Instant after = clock.instant();
            ahead = Duration.between(
                    answer.time(), before.plus(Duration.between(before, after).dividedBy(2)));
            return Check.ok(
                    "platform",
                    target() + " is one, version " + answer.version() + ", and answered in "
                            + Duration.between(before, after).toMillis() + " ms");
        } catch (HpcException e) {
            return Check.fail("platform", e.reason(), null);
        }
    }

    private Check clock() {
        String found = "this machine's clock is %d s %s the platform's"
                .formatted(ahead.abs().toSeconds(), ahead.isNegative() ? "behind" : "ahead of");
        return ahead.abs().compareTo(SKEW) > 0
                ? Check.warn(
                        "clock",
                        found,
                        "certificates are checked against it, and times in logs will not match; is NTP running?")
                : Check.ok("clock", found);
    }

    private Check key() {
        try (HpcClient client = HpcClient.open(network(), target(), profile.apiKey())) {
            WhoAmI who = client.whoAmI();
            return profile.daemon().equals(who.daemon())
                    ? Check.ok(
                            "key",
                            "the platform accepts it, as the key of daemon " + who.daemon() + " of " + who.email())
                    : Check.fail(
                            "key",
                            "it is that of " + who.kind() + " " + who.name() + ", not of daemon " + profile.daemon(),
                            "set the daemon up again with a key of its own");
        } catch (HpcException e) {
            return e.code() == ErrorCode.UNAUTHORIZED
                    ? Check.fail(
                            "key",
                            "the platform does not accept it: " + e.reason(),
                            "set the daemon up again with a new one")
                    : Check.fail("key", e.reason(), null);
        }
    }

    private Check webSocket() {
        if (online) {
            return Check.ok("websocket", "the running daemon is connected");
        }
        try {
            Dialer dialer = new Dialer(network(), target().webSocket("/hpc/daemon"), profile::apiKey);
            Optional<Ended> ended = dialer.probe();
            return ended.<Check>map(
                            end -> Check.fail(
                                    "websocket",
                                    "the upgrade failed: " + end.why(),
                                    "something on the way passes HTTP but not WebSocket: ask the operators of the proxy or the platform"))
                    .orElseGet(() -> Check.ok("websocket", "the upgrade works"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Check.fail("websocket", "interrupted", null);
        }
    }
}
