package org.hpcdaemon.protocol.message;

/** {@code daemon.info}: what the agent should know before it works there. Answer: {@link DaemonInfo}. */
public record DaemonInfoGet() implements Request {}
