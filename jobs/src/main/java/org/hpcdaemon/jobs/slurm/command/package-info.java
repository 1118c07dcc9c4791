/** How are SLURM's own commands run, and what do their failures mean? */
@NullMarked
package org.hpcdaemon.jobs.slurm.command;

import org.jspecify.annotations.NullMarked;
