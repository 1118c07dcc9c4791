/** Which process may run a daemon: the lease on its profile. */
@NullMarked
package org.hpcdaemon.daemon.lease;

import org.jspecify.annotations.NullMarked;
