/** The daemon's audit log: what agents asked of it, and what came of that. */
@NullMarked
package org.hpcdaemon.daemon.audit;

import org.jspecify.annotations.NullMarked;
