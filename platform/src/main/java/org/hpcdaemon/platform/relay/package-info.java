/**
 * Routing between agents and daemons by owner, with bounded memory. Knows no transport: peers are the ports
 * {@link org.hpcdaemon.platform.relay.DaemonPort} and {@link org.hpcdaemon.platform.relay.AgentPort}.
 */
@NullMarked
package org.hpcdaemon.platform.relay;

import org.jspecify.annotations.NullMarked;
