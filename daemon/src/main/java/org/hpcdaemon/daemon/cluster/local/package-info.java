/** The facts of one machine. */
@NullMarked
package org.hpcdaemon.daemon.cluster.local;

import org.jspecify.annotations.NullMarked;
