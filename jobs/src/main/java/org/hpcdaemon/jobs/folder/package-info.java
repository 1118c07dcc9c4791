/** What lies on disk for a job: what its wrapper runs, what the wrapper records, and what the job logs? */
@NullMarked
package org.hpcdaemon.jobs.folder;

import org.jspecify.annotations.NullMarked;
