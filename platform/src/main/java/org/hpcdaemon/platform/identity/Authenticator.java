package org.hpcdaemon.platform.identity;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.UserId;

/** Tells who presents a secret. Thread-safe. */
public interface Authenticator {

    /** The owner of a key or access token; empty if it is malformed, unknown, expired or revoked. */
    Optional<Identity> authenticate(String bearerSecret);

    /** Those of the given key ids that are no longer valid, in one query. */
    Set<String> revokedAmong(Set<String> keyIds);

    /**
     * Lets what a clock that was ahead and was set back dated in the future be valid for one period from now, in case
     * it is not presented until then.
     */
    default void settleFuture() {}

    /** Those of the given agents that have a live key, with their users, in one query. */
    Map<AgentId, UserId> withKeyAmong(Set<AgentId> agents);
}
