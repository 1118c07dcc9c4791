package org.hpcdaemon.platform.socket;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.hpcdaemon.platform.identity.Authenticator;
import org.hpcdaemon.platform.relay.DaemonConnection;
import org.hpcdaemon.platform.relay.Relay;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.UserId;
import org.hpcdaemon.protocol.message.Notice;
import org.hpcdaemon.protocol.rpc.Rpc;

/** Tells daemons which of the agents that may have something running there no longer have a live key. */
public record AgentRevocations(Relay relay, Authenticator authenticator) {

    /** Asks for all agents of all daemons at once. An agent that is not of the daemon's user is one without a key. */
    public void tell() {
        List<DaemonConnection> daemons = relay.online();
        Set<AgentId> all =
                daemons.stream().flatMap(daemon -> daemon.agents().stream()).collect(Collectors.toSet());
        Map<AgentId, UserId> live = authenticator.withKeyAmong(all);
        for (DaemonConnection daemon : daemons) {
            Set<AgentId> gone = daemon.agents().stream()
                    .filter(agent ->
                            all.contains(agent) && !daemon.address().user().equals(live.get(agent)))
                    .collect(Collectors.toSet());
            if (!gone.isEmpty()) {
                daemon.forget(gone);
                daemon.send(Rpc.notification(new Notice.AgentsRevoked(List.copyOf(gone))), () -> {});
            }
        }
    }
}
