package org.hpcdaemon.daemon.exec;

import org.hpcdaemon.daemon.route.Caller;
import org.hpcdaemon.protocol.id.IdempotencyKey;

/** Which command: an agent's own key for it. */
record CommandKey(Caller caller, IdempotencyKey key) {}
