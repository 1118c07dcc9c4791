/** How does a job become a command line of qsub(1), and what must lie in its folder? */
@NullMarked
package org.hpcdaemon.jobs.gridengine.submit;

import org.jspecify.annotations.NullMarked;
