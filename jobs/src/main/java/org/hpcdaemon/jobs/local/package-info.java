/** How does a machine without a scheduler run jobs? As detached processes, in a queue of its own. */
@NullMarked
package org.hpcdaemon.jobs.local;

import org.jspecify.annotations.NullMarked;
