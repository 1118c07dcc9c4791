package org.hpcdaemon.platform.api;

import java.util.List;
import org.hpcdaemon.platform.http.route.Answer;
import org.hpcdaemon.platform.http.route.HttpCall;
import org.hpcdaemon.platform.identity.Accounts;
import org.hpcdaemon.platform.identity.Identity;
import org.hpcdaemon.platform.registry.DaemonRegistry;
import org.hpcdaemon.platform.registry.KnownDaemon;
import org.hpcdaemon.platform.relay.DaemonAddress;
import org.hpcdaemon.platform.relay.Relay;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.http.DaemonList;
import org.hpcdaemon.protocol.http.DaemonView;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.UserId;
import org.hpcdaemon.protocol.message.route.CloseCode;

/** A user's daemons. */
public final class DaemonEndpoints {
    private final DaemonRegistry registry;
    private final Relay relay;
    private final Accounts accounts;

    public DaemonEndpoints(DaemonRegistry registry, Relay relay, Accounts accounts) {
        this.registry = registry;
        this.relay = relay;
        this.accounts = accounts;
    }

    /** All of the user's; to a daemon only itself. */
    Answer list(HttpCall call) {
        Identity caller = call.caller();
        UserId user = caller.user();
        List<DaemonView> daemons = registry.list(user).stream()
                .filter(known -> !(caller instanceof Identity.Daemon itself)
                        || itself.daemon().equals(known.daemon()))
                .map(known -> view(user, known))
                .toList();
        return Answer.ok(new DaemonList(daemons));
    }

    Answer remove(HttpCall call) {
        Identity caller = call.caller();
        call.subject().about(call.path("id"));
        DaemonId daemon = Ids.daemon(call.path("id"));
        if (caller instanceof Identity.Daemon itself && !itself.daemon().equals(daemon)) {
            throw new HpcException(
                    ErrorCode.NOT_ALLOWED, "a daemon removes only itself; others need the user's access token");
        }
        int keys = accounts.revokeDaemonKeys(caller.user(), daemon);
        boolean known = registry.remove(caller.user(), daemon);
        relay.disconnect(new DaemonAddress(caller.user(), daemon), CloseCode.UNAUTHORIZED, "the daemon was removed");
        if (keys == 0 && !known) {
            throw HpcException.notFound("daemon", daemon);
        }
        return Answer.done();
    }

    private DaemonView view(UserId user, KnownDaemon known) {
        return new DaemonView(
                known.daemon(),
                known.clusterName(),
                known.scheduler(),
                known.host(),
                known.version(),
                relay.isOnline(new DaemonAddress(user, known.daemon())),
                known.lastSeen());
    }
}
