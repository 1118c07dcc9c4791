/** The scheduler of a machine that has none: detached processes in a queue. */
@NullMarked
package org.hpcdaemon.jobs.local;

import org.jspecify.annotations.NullMarked;
