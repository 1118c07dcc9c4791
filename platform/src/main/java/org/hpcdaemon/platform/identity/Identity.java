package org.hpcdaemon.platform.identity;

import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.protocol.id.UserId;

/** The caller that presented a valid secret. */
public sealed interface Identity {
    UserId user();

    /** The id of the key or token that was presented; not its secret. */
    String keyId();

    String email();

    /** The account owner, by an access token. */
    record Person(UserId user, String keyId, String email) implements Identity {}

    /** One of the user's agents, by an agent key. */
    record Agent(UserId user, String keyId, String email, AgentId agent, String name) implements Identity {}

    /** One of the user's daemons, by a daemon key. */
    record Daemon(UserId user, String keyId, String email, DaemonId daemon) implements Identity {}
}
