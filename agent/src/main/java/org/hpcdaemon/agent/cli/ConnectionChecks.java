package org.hpcdaemon.agent.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.hpcdaemon.agent.Settings;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.link.network.Causes;
import org.hpcdaemon.link.network.HttpProxy;
import org.hpcdaemon.link.network.Network;
import org.hpcdaemon.link.network.Target;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.http.DaemonView;
import org.hpcdaemon.protocol.http.account.WhoAmI;

/** The way from here to the daemons, step by step; each needs those before it, so the first that fails is the last. */
final class ConnectionChecks {
    private static final Duration CONNECT = Duration.ofSeconds(10);

    private final Settings settings;

    ConnectionChecks(Settings settings) {
        this.settings = settings;
    }

    /** How a step is; named as they are printed. */
    enum Level {
        ok,
        warn,
        fail
    }

    /** @param found what there is, and where it fails what to do */
    record Check(String name, Level level, String found) {
        static Check ok(String name, String found) {
            return new Check(name, Level.ok, found);
        }
    }

    private static final class Blocked extends RuntimeException {
        private static final long serialVersionUID = 1;

        Blocked(String reason) {
            super(reason);
        }
    }

    void walk(Consumer<Check> report) {
        String step = "url";
        try {
            Target target = settings.target();
            report.accept(Check.ok(step, target.toString()));
            step = "proxy";
            Network network = settings.network();
            Optional<HttpProxy> proxy = network.proxyFor(target.base());
            report.accept(Check.ok(
                    step, proxy.map(each -> each + ", from HTTPS_PROXY").orElse("none on this way")));
            String host = proxy.map(HttpProxy::host).orElse(target.base().getHost());
            int port = proxy.map(HttpProxy::port).orElse(port(target.base()));
            step = "dns";
            report.accept(Check.ok(step, host + " is " + address(host, proxy.isPresent())));
            step = "tcp";
            connect(host, port);
            report.accept(Check.ok(step, host + ":" + port + " accepts connections"));
            step = "platform";
            String version = platform(network, target);
            boolean plain = "http".equalsIgnoreCase(target.base().getScheme());
            report.accept(Check.ok(
                    step,
                    "version " + version
                            + (plain ? "; no TLS, since it is on this machine" : "; its certificate is trusted")));
            step = "key";
            report.accept(key());
            step = "daemons";
            report.accept(daemons());
        } catch (Blocked | HpcException e) {
            report.accept(new Check(
                    step,
                    Level.fail,
                    e instanceof HpcException known ? Main.words(known) : String.valueOf(e.getMessage())));
        }
    }

    private static int port(URI uri) {
        if (uri.getPort() >= 0) {
            return uri.getPort();
        }
        return "http".equalsIgnoreCase(uri.getScheme()) ? 80 : 443;
    }

    private static String address(String host, boolean isProxy) {
        try {
            return InetAddress.getByName(host).getHostAddress();
        } catch (UnknownHostException _) {
            throw new Blocked(host + " does not resolve; check "
                    + (isProxy ? "HTTPS_PROXY" : "the URL, and this machine's name server"));
        }
    }

    private static void connect(String host, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), (int) CONNECT.toMillis());
        } catch (IOException e) {
            throw new Blocked("cannot connect to " + host + ":" + port + ": " + Causes.describe(e)
                    + "; is the platform running, may this machine connect to it, does it need HTTPS_PROXY?");
        }
    }

    private static String platform(Network network, Target target) {
        try (HpcClient anonymous = HpcClient.anonymous(network, target)) {
            return anonymous.health().version();
        }
    }

    private Check key() {
        try (HpcClient client = settings.client()) {
            WhoAmI who = client.whoAmI();
            return Check.ok(
                    "key", who.kind() + " " + who.name() + " of " + who.email() + ", from " + settings.keySource());
        }
    }

    private Check daemons() {
        try (HpcClient client = settings.client()) {
            long all = client.daemons().size();
            long online = client.daemons().stream().filter(DaemonView::online).count();
            if (online > 0) {
                return Check.ok("daemons", online + " of " + all + " online");
            }
            return new Check(
                    "daemons",
                    Level.warn,
                    all == 0
                            ? "none yet; on the machine to reach, run: hpc-daemon setup"
                            : "0 of " + all + " online; on its machine, run: hpc-daemon start --detach");
        }
    }
}
