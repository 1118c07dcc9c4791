/** The switch that stops all work of agents on a machine: who sets it, where it is kept, what it refuses. */
@NullMarked
package org.hpcdaemon.daemon.freeze;

import org.jspecify.annotations.NullMarked;
