package org.hpcdaemon.session.forward;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.ForwardRequest;
import org.hpcdaemon.session.route.Caller;
import org.jspecify.annotations.Nullable;

/** Decides what an agent may connect to. What is another agent's is answered as what is not there. Thread-safe. */
final class ForwardTargets {
    private final AllowForward allowed;
    private final boolean noNetwork;
    private final AgentPorts ports;

    /** @param noNetwork whether agents have no network, so that nothing is allowed */
    ForwardTargets(AllowForward allowed, boolean noNetwork, AgentPorts ports) {
        this.allowed = allowed;
        this.noNetwork = noNetwork;
        this.ports = ports;
    }

    /**
     * Where to connect to.
     *
     * @param host what it is called
     * @param addresses to be tried one after the other
     */
    record Target(String host, List<InetAddress> addresses, int port) {}

    /** Looks up names, which may take its time. Throws {@link HpcException}. */
    Target of(Caller caller, ForwardRequest.Open request) {
        if (noNetwork) {
            throw new HpcException(
                    ErrorCode.NOT_ALLOWED,
                    "agents have no network on this daemon (--no-network), so no port is forwarded");
        }
        if (allowed == AllowForward.NONE) {
            throw new HpcException(
                    ErrorCode.NOT_ALLOWED,
                    "the account owner allows no forwarding on this daemon (--allow-forward none); ask for it");
        }
        String host = request.job() == null ? request.host() : ports.node(caller, request.job());
        int port = request.port();
        if (host == null || isLoopback(host) || ports.isHere(host)) {
            return new Target(host == null ? "localhost" : host, here(caller, host, port), port);
        }
        if (allowed == AllowForward.JOBS && !ports.nodes(caller).contains(host)) {
            throw new HpcException(
                    ErrorCode.NOT_FOUND,
                    "no job of yours runs on a host " + host
                            + "; this daemon forwards to nodes of your own running jobs (--allow-forward jobs)");
        }
        return new Target(host, addresses(host), port);
    }

    private List<InetAddress> here(Caller caller, @Nullable String host, int port) {
        Optional<InetAddress> own = ports.listener(caller, port);
        if (own.isEmpty() && allowed == AllowForward.ANY) {
            return addresses(host == null ? "localhost" : host);
        }
        return own.map(List::of)
                .orElseThrow(() -> new HpcException(
                        ErrorCode.NOT_FOUND,
                        "no process of yours listens on port " + port
                                + " of the daemon's machine; start the server first, or name its job"));
    }

    /** Without asking a name server. */
    private static boolean isLoopback(String host) {
        return host.equals("localhost") || host.equals("::1") || host.matches("127(\\.\\d{1,3}){3}");
    }

    private static List<InetAddress> addresses(String host) {
        try {
            return List.of(InetAddress.getAllByName(host));
        } catch (UnknownHostException e) {
            throw new HpcException(ErrorCode.NOT_FOUND, "the daemon's machine knows no host " + host, e);
        }
    }
}
