/** What do SLURM's commands need around them, and what do their failures mean? */
@NullMarked
package org.hpcdaemon.jobs.slurm.command;

import org.jspecify.annotations.NullMarked;
