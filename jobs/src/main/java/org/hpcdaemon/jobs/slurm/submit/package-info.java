/** What does a job's specification mean to sbatch, and which of its options may an agent use? */
@NullMarked
package org.hpcdaemon.jobs.slurm.submit;

import org.jspecify.annotations.NullMarked;
