/** Jobs of a cluster that runs Grid Engine (8.1): which Grid Engine is there, and how does it serve as a scheduler? */
@NullMarked
package org.hpcdaemon.jobs.gridengine;

import org.jspecify.annotations.NullMarked;
