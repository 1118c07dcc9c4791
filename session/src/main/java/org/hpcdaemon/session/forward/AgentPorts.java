package org.hpcdaemon.session.forward;

import java.net.InetAddress;
import java.util.Optional;
import java.util.Set;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.session.route.Caller;

/** What of this machine and its cluster is an agent's own. */
public interface AgentPorts {
    /** The names of this machine: a job that runs on one of them runs here. */
    boolean isHere(String host);

    /** The nodes on which jobs of the agent run now. */
    Set<String> nodes(Caller caller);

    /** The node on which that job runs. Throws {@link HpcException} if it does not run, or is not the agent's. */
    String node(Caller caller, JobId job);

    /** The address at which a process of the agent listens on that port of this machine; empty if none does. */
    Optional<InetAddress> listener(Caller caller, int port);
}
