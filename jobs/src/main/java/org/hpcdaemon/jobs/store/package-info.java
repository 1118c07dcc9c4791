/** Which jobs are there, by the database, and what is still to be done about them? */
@NullMarked
package org.hpcdaemon.jobs.store;

import org.jspecify.annotations.NullMarked;
