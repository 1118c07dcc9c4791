/** What do squeue and sacct say of tasks? */
@NullMarked
package org.hpcdaemon.jobs.slurm.observe;

import org.jspecify.annotations.NullMarked;
