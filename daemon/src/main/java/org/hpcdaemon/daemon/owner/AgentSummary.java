package org.hpcdaemon.daemon.owner;

import java.time.Instant;
import org.hpcdaemon.protocol.id.AgentId;
import org.jspecify.annotations.Nullable;

/**
 * What one agent has on this daemon.
 *
 * @param agent absent: the user, without an agent
 * @param name absent: not heard since the daemon started
 * @param commands that run
 * @param shells that live
 * @param files calls that read or change files, such as copies under way
 * @param forwards connections to ports here that are open
 * @param jobs that have not ended
 * @param since when the oldest of these began
 */
public record AgentSummary(
        @Nullable AgentId agent,
        @Nullable String name,
        int commands,
        int shells,
        int files,
        int forwards,
        int jobs,
        Instant since) {
    /** What stands for the user, whose work has no agent: no agent's id looks like it. */
    public static final String USER = "user";

    /** How it is named where one is asked for. */
    public String label() {
        return agent == null ? USER : agent.value();
    }

    boolean isNamed(String text) {
        return text.equals(label()) || text.equals(name);
    }

    /** Its label, with its name where that is known. */
    String words() {
        return name == null ? label() : label() + " (" + name + ")";
    }
}
