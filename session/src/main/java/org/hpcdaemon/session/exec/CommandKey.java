package org.hpcdaemon.session.exec;

import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.session.route.Caller;

/** Which command: an agent's own key for it. */
record CommandKey(Caller caller, IdempotencyKey key) {}
