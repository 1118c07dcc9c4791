package org.hpcdaemon.protocol.message;

import org.hpcdaemon.protocol.message.machine.DaemonInfo;

/** {@code daemon.info}: what the agent should know before it works there. Answer: {@link DaemonInfo}. */
public record DaemonInfoGet() implements Request {}
