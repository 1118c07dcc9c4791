/** What does the daemon need of a scheduler? The port; no scheduler is known here. */
@NullMarked
package org.hpcdaemon.jobs.scheduler;

import org.jspecify.annotations.NullMarked;
