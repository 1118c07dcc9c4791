package org.hpcdaemon.platform.audit;

import org.hpcdaemon.platform.identity.Identity;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.UserId;
import org.jspecify.annotations.Nullable;

/**
 * Who did it.
 *
 * @param by {@code user}, {@code agent}, {@code daemon}, {@code host} (a verb of {@code hpc-platform}) or
 *     {@code anyone}, whose e-mail is only claimed
 * @param user by its id, as daemons know it
 * @param agent by its id, as daemons know it
 * @param name the agent's, the daemon's id, or the account on the host
 * @param key the id of what was presented
 */
public record Who(
        String by,
        @Nullable UserId user,
        @Nullable AgentId agent,
        @Nullable String email,
        @Nullable String name,
        @Nullable String key) {
    public static Who of(Identity identity) {
        return switch (identity) {
            case Identity.Person person -> new Who("user", person.user(), null, person.email(), null, person.keyId());
            case Identity.Agent agent ->
                new Who("agent", agent.user(), agent.agent(), agent.email(), agent.name(), agent.keyId());
            case Identity.Daemon daemon ->
                new Who(
                        "daemon",
                        daemon.user(),
                        null,
                        daemon.email(),
                        daemon.daemon().value(),
                        daemon.keyId());
        };
    }

    public static Who anyone(@Nullable String claimedEmail) {
        return new Who("anyone", null, null, claimedEmail, null, null);
    }

    /** The person at the platform's host. */
    public static Who host() {
        return new Who("host", null, null, null, System.getProperty("user.name"), null);
    }
}
