/** What may a job take of the machine, and what did it take? */
@NullMarked
package org.hpcdaemon.jobs.charge;

import org.jspecify.annotations.NullMarked;
