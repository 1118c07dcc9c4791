/** Jobs of a cluster that runs SLURM (20.11 to 25.x): which SLURM is there, and how does it serve as a scheduler? */
@NullMarked
package org.hpcdaemon.jobs.slurm;

import org.jspecify.annotations.NullMarked;
