/** The facts of a cluster, in what SLURM's commands print. */
@NullMarked
package org.hpcdaemon.daemon.cluster.slurm;

import org.jspecify.annotations.NullMarked;
