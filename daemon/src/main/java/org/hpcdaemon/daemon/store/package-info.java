/** What the daemon's database holds beside its features: the schema, and the lease on a profile. */
@NullMarked
package org.hpcdaemon.daemon.store;

import org.jspecify.annotations.NullMarked;
