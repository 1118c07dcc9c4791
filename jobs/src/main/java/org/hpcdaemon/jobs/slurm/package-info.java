/** Jobs of a cluster that runs SLURM (20.11 to 25.x), by its own commands. */
@NullMarked
package org.hpcdaemon.jobs.slurm;

import org.jspecify.annotations.NullMarked;
