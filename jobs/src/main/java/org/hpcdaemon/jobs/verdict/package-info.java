/** How did a task end, by its own record, the queue and the accounting? */
@NullMarked
package org.hpcdaemon.jobs.verdict;

import org.jspecify.annotations.NullMarked;
