package org.hpcdaemon.daemon.owner;

import java.util.List;
import java.util.stream.Collectors;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;

/** Those that have something on a daemon, the oldest first. */
public record AgentList(List<AgentSummary> agents) {
    public AgentList {
        agents = List.copyOf(agents);
    }

    /** The one of that id or name. Throws an error that names the choices. */
    public AgentSummary find(String text) {
        List<AgentSummary> found =
                agents.stream().filter(agent -> agent.isNamed(text)).toList();
        if (found.size() == 1) {
            return found.getFirst();
        }
        if (found.isEmpty()) {
            throw new HpcException(
                    ErrorCode.NOT_FOUND,
                    "no agent " + text + " has anything here; "
                            + (agents.isEmpty() ? "no agent has" : "there are: " + words(agents)));
        }
        throw HpcException.invalid("several agents are named " + text + "; name one by its id: " + words(found));
    }

    private static String words(List<AgentSummary> agents) {
        return agents.stream().map(AgentSummary::words).collect(Collectors.joining(", "));
    }
}
