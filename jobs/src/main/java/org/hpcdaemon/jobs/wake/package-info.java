/** Wake-ups: from the outbox to the platform, until it has them. */
@NullMarked
package org.hpcdaemon.jobs.wake;

import org.jspecify.annotations.NullMarked;
