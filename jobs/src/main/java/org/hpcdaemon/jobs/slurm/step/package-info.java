/** What lies in a job's folder so that srun works within the limits, and which of its options may steps have? */
@NullMarked
package org.hpcdaemon.jobs.slurm.step;

import org.jspecify.annotations.NullMarked;
