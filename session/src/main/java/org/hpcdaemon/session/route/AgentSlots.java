package org.hpcdaemon.session.route;

import java.util.HashMap;
import java.util.Map;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;

/**
 * Slots that the agents of a daemon share. Each agent has a share, and the last slots are kept for agents that hold none, so that
 * no agent can lock out the others. Thread-safe.
 */
public final class AgentSlots {
    private final Bounds bounds;
    private final Map<Caller, Integer> taken = new HashMap<>();
    private int total;

    /**
     * How many slots there are.
     *
     * @param what takes a slot, in the plural: "commands"
     * @param release how an agent frees one, as the end of a sentence: "end one with exec.cancel"
     * @param all slots of the daemon
     * @param perAgent an agent's share
     * @param reserved of all, for agents that hold none
     */
    public record Bounds(String what, String release, int all, int perAgent, int reserved) {}

    public AgentSlots(Bounds bounds) {
        this.bounds = bounds;
    }

    /** Takes one; the caller frees it. Throws {@code BUSY}, and says who holds the slots. */
    public synchronized void take(Caller caller) {
        int mine = taken.getOrDefault(caller, 0);
        if (mine >= bounds.perAgent()) {
            throw busy("this agent has " + mine + " " + bounds.what()
                    + " on this daemon, the most that one agent may have");
        }
        int open = mine == 0 ? bounds.all() : bounds.all() - bounds.reserved();
        if (total >= open) {
            throw busy("this daemon has " + total + " " + bounds.what() + " of " + taken.size() + " agents"
                    + (mine == 0 ? "" : " (" + mine + " of this one), and keeps the rest for agents that have none"));
        }
        taken.put(caller, mine + 1);
        total++;
    }

    private HpcException busy(String why) {
        return new HpcException(ErrorCode.BUSY, why + "; wait until one ends, or " + bounds.release());
    }

    public synchronized void free(Caller caller) {
        taken.computeIfPresent(caller, (_, mine) -> mine == 1 ? null : mine - 1);
        total--;
    }
}
