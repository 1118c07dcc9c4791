package org.hpcdaemon.platform.api;

import java.time.Instant;
import java.util.List;
import org.hpcdaemon.platform.http.Answer;
import org.hpcdaemon.platform.http.Call;
import org.hpcdaemon.platform.identity.Accounts;
import org.hpcdaemon.platform.identity.Identity;
import org.hpcdaemon.platform.registry.DaemonRegistry;
import org.hpcdaemon.platform.registry.KnownDaemon;
import org.hpcdaemon.platform.relay.DaemonAddress;
import org.hpcdaemon.platform.relay.Relay;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.UserId;
import org.hpcdaemon.protocol.message.CloseCode;
import org.jspecify.annotations.Nullable;

/** A user's daemons. */
public final class DaemonEndpoints {
    record DaemonList(List<Line> daemons) {}

    record Line(
            DaemonId daemon,
            String clusterName,
            String scheduler,
            @Nullable String host,
            String version,
            boolean online,
            Instant lastSeen) {}

    private final DaemonRegistry registry;
    private final Relay relay;
    private final Accounts accounts;

    public DaemonEndpoints(DaemonRegistry registry, Relay relay, Accounts accounts) {
        this.registry = registry;
        this.relay = relay;
        this.accounts = accounts;
    }

    /** All of the user's; to a daemon only itself. */
    Answer list(Call call) {
        Identity caller = call.caller();
        UserId user = caller.user();
        List<Line> daemons = registry.list(user).stream()
                .filter(known -> !(caller instanceof Identity.Daemon itself)
                        || itself.daemon().equals(known.daemon()))
                .map(known -> line(user, known))
                .toList();
        return Answer.ok(new DaemonList(daemons));
    }

    Answer remove(Call call) {
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

    private Line line(UserId user, KnownDaemon known) {
        return new Line(
                known.daemon(),
                known.clusterName(),
                known.scheduler(),
                known.host(),
                known.version(),
                relay.isOnline(new DaemonAddress(user, known.daemon())),
                known.lastSeen());
    }
}
