/**
 * How do agents that speak HTTP reach daemons? By sessions of the SDK whose connections are routes of the relay, within this
 * process: {@link org.hpcdaemon.platform.peer.AgentSessions}. The one package of the platform that knows the SDK.
 */
@NullMarked
package org.hpcdaemon.platform.peer;

import org.jspecify.annotations.NullMarked;
