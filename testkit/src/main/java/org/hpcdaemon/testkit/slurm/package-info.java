/** A real SLURM for tests. */
@NullMarked
package org.hpcdaemon.testkit.slurm;

import org.jspecify.annotations.NullMarked;
